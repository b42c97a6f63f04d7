"""Importers: a published network's tensors paint what its plain forward pass paints."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from inrflow.__main__ import main
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.foreign.ffn import ffn_from_state
from inrflow.fitting.foreign.nerv import Origin as ClipOrigin
from inrflow.fitting.foreign.nerv import nerv_from_state
from inrflow.fitting.foreign.siren import Origin, siren_from_state
from inrflow.fitting.stages import sizes
from inrflow.signals.signal import Signal
from laws.fields import noise
from oracles import hnerv, xinc_maps

GROWTH, STRIDES, WIDTHS, KERNELS = (2, 3), (2, 1, 3), (5, 4, 4, 3), (1, 3, 5, 3)
TIMED = {"frames": 3, "height": 12, "width": 18}
LAYOUTS = {
    "siren": lambda k, last: f"net.net.{k}.0",
    "notebook": lambda k, last: f"net.{k}" if last else f"net.{k}.linear",
    "linear": lambda k, last: f"module.net.{k}.linear",
}


def timed(**changes: Any) -> dict[str, Tensor]:
    """A decoder of three frames of 12 x 18 px, embedded by time."""
    options = {"features": 8, "growth": GROWTH, "widths": WIDTHS, "strides": STRIDES}
    return hnerv.random_decoder(0, **options | {"kernels": KERNELS} | changes)


def by_content() -> dict[str, Tensor]:
    """An HNeRV of two frames of 12 x 24 px: embeddings of 1 x 2, a stem that doubles them."""
    decoder = hnerv.random_decoder(1, 4, (2, 2), (5, 4, 3), (3, 2), (1, 3, 3))
    return decoder | hnerv.random_encoder(2, (3, 2, 2), 6, 4, blocks=2)


def layers(*widths: int) -> list[nn.Linear]:
    torch.manual_seed(0)
    return [nn.Linear(a, b) for a, b in pairwise(widths)]


def named(chain: list[nn.Linear], layout: Callable[[int, bool], str]) -> dict[str, Tensor]:
    """The tensors of a chain of layers under a repository's names."""
    state = {}
    for k, layer in enumerate(chain):
        name = layout(k, k == len(chain) - 1)
        state |= {f"{name}.weight": layer.weight.detach(), f"{name}.bias": layer.bias.detach()}
    return state


def plain(chain: list[nn.Linear], x: Tensor, first: float, hidden: float) -> Tensor:
    with torch.no_grad():
        for k, layer in enumerate(chain[:-1]):
            x = torch.sin((hidden if k else first) * layer(x))
        return chain[-1](x)


def grid(*sides: int) -> Tensor:
    """Coordinates of all samples, each axis from -1 to 1, the last axis fastest."""
    axes = [torch.linspace(-1, 1, n, dtype=torch.float64) for n in sides]
    return torch.cartesian_prod(*axes).float().reshape(-1, len(sides))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sides", [(5, 7), (3, 4, 5)], ids=str)
def test_a_siren_paints_what_its_layers_do(layout: str, sides: tuple[int, ...]) -> None:
    chain = layers(len(sides), 6, 6, 3)
    told = dict(zip(("width", "height", "frames"), reversed(sides), strict=False))
    origin = Origin(**told, first_omega=7.0, hidden_omega=3.0)
    fit = siren_from_state(named(chain, LAYOUTS[layout]), origin, "file")
    wanted = plain(chain, grid(*sides), 7.0, 3.0) / 2 + 0.5
    np.testing.assert_allclose(paint(fit.field).reshape(-1, 3), wanted, rtol=0, atol=1e-5)
    assert sizes(fit.field)["parameters"] == sum(v.numel() for c in chain for v in c.parameters())


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_coordinates_in_any_order(order: tuple[int, int]) -> None:
    chain = layers(2, 6, 6, 1)
    origin = Origin(height=4, width=9, order=order, output="identity")
    fit = siren_from_state(named(chain, LAYOUTS["siren"]), origin, "file")
    rows_and_columns = grid(4, 9)
    theirs = torch.empty_like(rows_and_columns)
    for axis, coordinate in enumerate(order):
        theirs[:, coordinate] = rows_and_columns[:, axis]
    wanted = plain(chain, theirs, 30.0, 30.0)
    np.testing.assert_allclose(paint(fit.field).reshape(-1, 1), wanted, rtol=0, atol=1e-4)


def test_coordinates_of_another_extent() -> None:
    chain = layers(1, 6, 6, 1)
    origin = Origin(height=1, width=50, extent=100, first_omega=0.3, output="identity")
    fit = siren_from_state(named(chain, LAYOUTS["siren"]), origin, "file")
    wanted = plain(chain, 100 * grid(50), 0.3, 30.0)
    np.testing.assert_allclose(paint(fit.field).reshape(-1, 1), wanted, rtol=0, atol=1e-4)


def test_a_released_ffn_paints_what_its_layers_do() -> None:
    state = xinc_maps.ffn_random(0, size=6)
    fit = ffn_from_state({f"model.{k}": v for k, v in state.items()}, (1, 5, 9, 3), "file")
    weights, biases = ([state[f"net.{k}.linear.{p}"] for k in range(3)] for p in ("weight", "bias"))
    features = xinc_maps.ffn_features(
        xinc_maps.ffn_coordinates(5, 9), state["positional_encoding.B"]
    )
    _, wanted = xinc_maps.ffn_forward(features, weights, biases)
    np.testing.assert_allclose(paint(fit.field).reshape(-1, 3), wanted, rtol=0, atol=1e-4)


def test_a_decoder_by_time_paints_what_its_layers_do() -> None:
    state = timed()
    settings = {"base": 1.25, "levels": 4}
    times = torch.stack([xinc_maps.nerv_embedding(settings, t / 3) for t in range(3)])
    wanted = hnerv.decode(state, times, GROWTH, STRIDES).permute(0, 2, 3, 1)
    fit = nerv_from_state(state, ClipOrigin(**TIMED), "file")
    np.testing.assert_allclose(paint(fit.field), wanted, rtol=0, atol=1e-5)
    assert sizes(fit.field)["parameters"] == sum(value.numel() for value in state.values())


def test_a_decoder_by_content_paints_what_its_layers_do(tmp_path: Path) -> None:
    state, clip = by_content(), noise(2, 12, 24, 3)
    frames = torch.from_numpy(clip).permute(0, 3, 1, 2)
    embeddings = hnerv.encode(state, frames)
    wanted = hnerv.decode(state, embeddings, (2, 2), (3, 2)).permute(0, 2, 3, 1).numpy()
    save_file({f"module.{k}": v.contiguous() for k, v in state.items()}, tmp_path / "w.safetensors")
    Signal(clip, np.arange(2.0), {}).write(tmp_path / "clip.safetensors")
    params = '{"frames": 2, "height": 12, "width": 24}'
    paths = {"weights": "w", "frames": "clip", "fit": "fit"}
    paths = [f"--{key}={tmp_path / name}.safetensors" for key, name in paths.items()]
    assert main(["import-nerv", "--params", params, *paths]) == 0
    field = Fit.read(tmp_path / "fit.safetensors").field
    np.testing.assert_allclose(paint(field), wanted, rtol=0, atol=1e-5)
    decode = [f"--fit={tmp_path / 'fit.safetensors'}", f"--decoded={tmp_path / 'clip.npy'}"]
    assert main(["decode", *decode]) == 0
    np.testing.assert_allclose(np.load(tmp_path / "clip.npy"), wanted, rtol=0, atol=1e-5)
    # what a decoder needs, and no more
    decoder = sum(v.numel() for k, v in state.items() if not k.startswith("encoder."))
    assert sizes(field) == {"parameters": decoder, "fixed_numbers": embeddings.numel()}


def test_a_pytorch_checkpoint_is_read_by_its_state_dict(tmp_path: Path) -> None:
    chain = layers(2, 6, 6, 3)
    checkpoint = {"epoch": 3, "state_dict": named(chain, LAYOUTS["siren"]), "optimizer": {}}
    torch.save(checkpoint, tmp_path / "model.pth")
    params = '{"height": 5, "width": 7}'
    paths = [f"--weights={tmp_path / 'model.pth'}", f"--fit={tmp_path / 'fit.safetensors'}"]
    assert main(["import-siren", "--params", params, *paths]) == 0
    wanted = plain(chain, grid(5, 7), 30.0, 30.0) / 2 + 0.5
    found = paint(Fit.read(tmp_path / "fit.safetensors").field).reshape(-1, 3)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-4)
