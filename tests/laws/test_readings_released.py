"""The readings `released` and `paper` are what the authors' code and text describe."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from inrflow.fields.resolve import empty
from inrflow.fitting.fit import Fit
from inrflow.tracing.canvas import Canvas
from inrflow.tracing.released import maps_without_store
from laws.fields import FIELDS, every_pointwise, ffn, fit_of, nerv, stack, straight_of, trace
from oracles import xinc_maps

Maps = Callable[..., torch.Tensor]
CLOSE = {"rtol": 1e-4, "atol": 1e-5}
SIZES = [(6, 9), (9, 6), (5, 5)]
DECODERS = [
    {"fc": (2, 3), "strides": (2, 2)},
    {"fc": (1, 2), "strides": (4, 2, 2)},
    {"fc": (2, 2), "strides": (3, 2)},
    {"fc": (3, 2), "strides": (1, 2)},
]
FRAMES, FRAME, WIDTH = 5, 2, 4
every_size = pytest.mark.parametrize("size", SIZES, ids=str)
every_decoder = pytest.mark.parametrize("case", DECODERS, ids=lambda case: str(case["strides"]))


def coordinate_network(size: tuple[int, int], output: str = "identity") -> tuple[Fit, dict]:
    """A network with the oracle's random weights, and these weights."""
    state = xinc_maps.ffn_random(3, 5)
    network = ffn(output=output)
    field = empty(network, (1, *size, 3))
    ours = {"frequencies": state["positional_encoding.B"][None]}
    for layer in range(3):
        theirs = f"net.{layer}.linear"
        ours[f"stages.layer{layer + 1}.affine.weight"] = state[f"{theirs}.weight"].T[None]
        ours[f"stages.layer{layer + 1}.affine.bias"] = state[f"{theirs}.bias"][None, None]
    field.load_state_dict(ours)
    return Fit(field.eval(), network, {}, -1), state


def decoder(case: dict, output: str = "tanh") -> tuple[Fit, dict, dict, dict]:
    """A decoder with the oracle's random weights; these weights, their settings, the inputs."""
    weights, settings = xinc_maps.nerv_random(
        4, fc_dim=WIDTH, reduce=1.2, lower_width=3, levels=3, **case
    )
    options = {"lower_width": 3, "embedding_levels": 3, "lattice": case["fc"], "output": output}
    network = nerv(*case["strides"], **options, budget=budget(case))
    height, width = (side * torch.tensor(case["strides"]).prod().item() for side in case["fc"])
    field = empty(network, (FRAMES, height, width, 3))
    ours = {}
    for name, value in weights.items():
        stage, _, part = name.partition(".")
        ours[f"stages.{stage}.affine.{part}"] = value
    field.load_state_dict(ours)
    inputs = xinc_maps.nerv_forward(weights, settings, FRAME / FRAMES)
    return Fit(field.eval(), network, {}, -1), weights, settings, inputs


def budget(case: dict) -> float:
    """The budget whose quadratic has its root at the oracle's width (and a little above)."""
    ratio, width, (height, across) = 1 / 1.2, WIDTH + 0.1, case["fc"]
    a = ratio * sum(ratio ** (2 * i) * s * s * 9 for i, s in enumerate(case["strides"]))
    return a * width**2 + 6 * height * across * width


def traced(store: Path, fit: Fit) -> Canvas:
    return trace(store / "canvas", fit, frames=[min(FRAME, fit.shape[0] - 1)])


@every_size
def test_released_maps_of_a_coordinate_network(size: tuple[int, int], tmp_path: Path) -> None:
    fit, state = coordinate_network(size)
    canvas, wanted = traced(tmp_path, fit), xinc_maps.ffn_layer_maps(state, *size)
    for stage in ("layer1", "layer2", "layer3"):
        found = stack(canvas.view(stage, 0, "released"))
        torch.testing.assert_close(found, wanted[stage], **CLOSE)
        for neuron in (0, len(found) - 1):
            alone = canvas.map_of(stage, neuron, 0, "released")
            torch.testing.assert_close(alone, wanted[stage][neuron], **CLOSE)


@every_pointwise
def test_released_and_paper_maps_of_every_activation(maps_of: Maps, name: str) -> None:
    frame = FIELDS[name][1][0] - 1
    for stage, wanted in straight_of(name, frame).items():
        found = maps_of(name, stage, frame, "released")
        torch.testing.assert_close(found, wanted.released, **CLOSE)
        found = maps_of(name, stage, frame, "paper")
        torch.testing.assert_close(found, wanted.units, **CLOSE)


@pytest.mark.parametrize("name", ["ffn-frames", "siren-cells", "mfn", "wire2d", "local-global"])
def test_maps_without_a_canvas_are_the_released_ones(maps_of: Maps, name: str) -> None:
    field, shape = fit_of(name).field, FIELDS[name][1]
    with torch.no_grad():
        blocks = list(maps_without_store(field, shape[0] - 1, pixels=2 * shape[2]))
    for stage in field.traced:
        found = torch.cat([block.values for one, block in blocks if one == stage], dim=1)
        wanted = maps_of(name, stage, shape[0] - 1, "released")
        torch.testing.assert_close(found, wanted, **CLOSE)


@every_size
def test_share_is_the_released_reading_at_the_head(size: tuple[int, int], tmp_path: Path) -> None:
    canvas = traced(tmp_path, coordinate_network(size)[0])
    one, two = (stack(canvas.view("layer3", 0, reading)) for reading in ("share", "released"))
    torch.testing.assert_close(one, two, **CLOSE)


@pytest.mark.parametrize("output", ["identity", "tanh", "sigmoid"])
def test_paper_maps_of_a_coordinate_network_are_its_activations(
    output: str, tmp_path: Path
) -> None:
    fit, state = coordinate_network((6, 9), output)
    canvas = traced(tmp_path, fit)
    weights, biases = (
        [state[f"net.{layer}.linear.{part}"] for layer in range(3)] for part in ("weight", "bias")
    )
    coordinates = xinc_maps.ffn_coordinates(6, 9)
    features = xinc_maps.ffn_features(coordinates, state["positional_encoding.B"])
    inputs, picture = xinc_maps.ffn_forward(features, weights, biases)
    colours = {"identity": lambda z: z, "tanh": lambda z: (z.tanh() + 1) / 2}
    picture = colours.get(output, lambda z: 1 / (1 + (-z).exp()))(picture)
    for stage, wanted in zip(canvas.stages, [*inputs[1:], picture], strict=True):
        found = stack(canvas.view(stage, 0, "paper"))
        torch.testing.assert_close(found, wanted.T.reshape(-1, 6, 9), **CLOSE)


@every_decoder
def test_released_maps_of_a_decoder(case: dict, tmp_path: Path) -> None:
    fit, weights, settings, inputs = decoder(case)
    canvas = traced(tmp_path, fit)
    for block in range(1, len(case["strides"]) + 1):
        wanted = xinc_maps.nerv_block_maps(weights, settings, inputs, block)["maps"]
        for reading in ("released", "paper"):
            found = stack(canvas.view(f"block{block}", FRAME, reading))
            torch.testing.assert_close(found, wanted.flatten(0, 1), **CLOSE)


@every_decoder
def test_released_maps_of_a_head(case: dict, tmp_path: Path) -> None:
    fit, weights, settings, inputs = decoder(case)
    found = stack(traced(tmp_path, fit).view("head", FRAME, "released"))
    wanted = xinc_maps.nerv_head_maps(weights, settings, inputs).flatten(0, 1)
    torch.testing.assert_close(found, wanted, **CLOSE)


@pytest.mark.parametrize("output", ["identity", "tanh", "sigmoid"])
def test_paper_maps_of_a_head_go_through_the_output_map(output: str, tmp_path: Path) -> None:
    fit, weights, settings, inputs = decoder(DECODERS[0], output)
    found = stack(traced(tmp_path, fit).view("head", FRAME, "paper"))
    alone = xinc_maps.nerv_head_maps(weights, settings, inputs).flatten(0, 1)
    bent = {"identity": alone, "tanh": alone.tanh() / 2, "sigmoid": alone.sigmoid() - 0.5}
    torch.testing.assert_close(found, bent[output], **CLOSE)


@every_decoder
def test_a_decoder_paints_what_the_oracle_paints(case: dict) -> None:
    fit, _, _, inputs = decoder(case, "identity")
    with torch.no_grad():
        painted = fit.field.decode(FRAME)
    torch.testing.assert_close(painted.movedim(2, 0), inputs["picture"], **CLOSE)
