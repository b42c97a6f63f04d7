"""NeRV embedded by content: HNeRV's sizes, its encoder, and a decoder that needs neither."""

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inrflow.config.networks.nerv import Encoder as EncoderOptions
from inrflow.config.networks.nerv import Nerv
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.convnext import Encoder
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.stages import sizes
from inrflow.signals.signal import Signal
from laws.fields import noise

BUNNY = (132, 640, 1280, 3)
PAPER = Nerv(
    architecture="nerv",
    embedding="content",
    first_lattice=(2, 4),
    strides=(5, 4, 4, 2, 2),
    kernels=(1, 3, 5, 5, 5, 3),
    lower_width=12,
    budget=1.5e6,
)
SMALL = {
    "architecture": "nerv",
    "embedding": "content",
    "encoder": {"strides": [3, 4], "width": 5, "channels": 4},
    "first_lattice": [2, 4],
    "strides": [3, 2],
    "kernels": [1, 3, 3],
    "channels": [6, 5, 4],
}
SHAPE = (3, 12, 24, 3)


def fitted(steps: int = 60, **options: Any) -> tuple[Fit, Signal, Any]:
    """A small HNeRV fitted to a clip of moving waves, and its history."""
    t, y, x, c = np.meshgrid(*map(np.arange, SHAPE), indexing="ij")
    values = (0.5 + 0.4 * np.sin(x / 4 + y / 5 + t * (c + 1))).astype(np.float32)
    signal = Signal(values, np.arange(3.0), {})
    network = SMALL | options
    field = build(network, SHAPE, 0)
    recipe = Recipe(learning_rate=0.005, steps=steps, batch=2, evaluations=2)
    history = optimise(field, signal, recipe, 0)
    return Fit(field, network, {}, 0), signal, history


def test_the_published_size() -> None:
    assert PAPER.embedded(BUNNY) == (132, 16, 2, 4)
    assert PAPER.growth(BUNNY) == (1, 1)
    assert PAPER.widths(BUNNY) == [68, 57, 48, 40, 33, 28]
    # biases and head are outside the budget, the width is rounded down
    total = PAPER.parameters(BUNNY) + prod(PAPER.embedded(BUNNY))
    assert total == pytest.approx(1.5e6, rel=0.005)


@pytest.mark.parametrize("blocks", [0, 1, 2])
@pytest.mark.parametrize("strides", [(4,), (3, 2), (5, 4, 2)], ids=str)
def test_the_closed_form_counts_the_encoder(blocks: int, strides: tuple[int, ...]) -> None:
    options = EncoderOptions(width=7, channels=3, blocks=blocks)
    encoder = Encoder(options, 3, strides)
    assert options.parameters(3, strides) == sum(p.numel() for p in encoder.parameters())


def test_a_fit_needs_neither_clip_nor_encoder(tmp_path: Path) -> None:
    fit, signal, history = fitted()
    field = fit.field
    assert history.loss.iloc[-1] < 0.5 * history.loss.iloc[0]
    with torch.no_grad():
        before, encoder = paint(field), field.embedding.encoder
        frames = torch.from_numpy(signal.values).permute(0, 3, 1, 2)
        wanted = encoder(frames)
    field.eval()
    torch.testing.assert_close(field.embedding.embeddings, wanted, rtol=0, atol=1e-6)
    np.testing.assert_allclose(paint(field), before, rtol=0, atol=1e-5)
    decoder = field.options.parameters(SHAPE)
    assert sizes(field) == {"parameters": decoder, "fixed_numbers": prod((3, 4, 1, 2))}
    fit.write(tmp_path / "fit.safetensors")
    again = Fit.read(tmp_path / "fit.safetensors").field
    np.testing.assert_array_equal(paint(again), paint(field))
    assert again.embedding.encoder is None


def test_decoder_and_encoder_are_both_trained() -> None:
    field, moved = fitted(steps=2)[0].field, build(SMALL, SHAPE, 0)
    at_first = dict(moved.named_parameters())
    for name, parameter in field.named_parameters():
        assert not torch.equal(parameter, at_first[name]), name


def test_embeddings_tell_frames_apart_by_what_they_show() -> None:
    field = build(SMALL, SHAPE, 0)
    values = torch.from_numpy(noise(*SHAPE))
    values[2] = values[0]
    field.observe(values)
    with torch.no_grad():
        first, second, third = field.encode(field.inputs)
    assert torch.equal(first, third) and not torch.equal(first, second)


def test_the_encoder_starts_from_the_seed() -> None:
    one, same, other = (build(SMALL, SHAPE, seed).state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(value, same[name]) for name, value in one.items())
    kernels = [name for name in one if name.endswith("weight") and one[name].ndim > 1]
    assert len([name for name in kernels if "encoder" in name]) == 8
    assert not any(torch.equal(one[name], other[name]) for name in kernels)


def test_a_fit_from_a_file_can_be_fitted_further(tmp_path: Path) -> None:
    fit, signal, history = fitted()
    Fit(fit.field.eval(), fit.network, {}, 0).write(tmp_path / "fit.safetensors")
    field = Fit.read(tmp_path / "fit.safetensors").field.train()
    embeddings = field.embedding.embeddings.clone()
    more = optimise(field, signal, Recipe(learning_rate=0.005, steps=30, evaluations=1), 0)
    assert more.mse.iloc[-1] < history.mse.iloc[-1]
    assert torch.equal(field.embedding.embeddings, embeddings)


def test_other_frames_than_those_it_saw_are_refused() -> None:
    field = build(SMALL, SHAPE, 0).eval()
    assert field.resampled(SHAPE) is field
    with pytest.raises(InputError, match=r"decode: expected its own frames \(3, 12, 24\), found"):
        field.resampled((6, *SHAPE[1:]))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"encoder": {"strides": [5, 4]}}, "expected sides of 20 px times divisors of first_latt"),
        ({"encoder": {"strides": [3]}}, "expected sides of 3 px times divisors"),
        ({"channels": [6, 5]}, "network: channels: expected 3 numbers, found 2"),
        ({"kernels": [3, 3]}, "network: kernels: expected 3 numbers, found 2"),
        ({"kernels": [2, 3, 3]}, "network: kernels.0"),
        ({"channels": None, "budget": 20}, "a budget of 20 leaves no channel"),
        ({"channels": None, "budget": 30}, "a budget of 30 leaves no channel"),
    ],
    ids=str,
)
def test_networks_that_cannot_be(options: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        build(SMALL | options, SHAPE, 0)


@pytest.mark.parametrize("embedding", ["time", "content"])
def test_sizes_grow_one_channel_at_a_time(embedding: str) -> None:
    options = Nerv(**SMALL | {"embedding": embedding, "lower_width": 2})
    family = [options.scaled(size) for size in range(1, 90)]
    counts = [one.parameters(SHAPE) for one in family]
    assert counts == sorted(set(counts))
    assert family[0].channels == (1, 2, 2)
    assert family[88].channels == (37, 31, 25)  # 93 channels, each 1.2 times the next
