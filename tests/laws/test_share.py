"""The reading `share` divides the picture and loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from inrflow.fitting.fit import Fit
from inrflow.tracing.canvas import Canvas
from laws.carried import lifted
from laws.fields import (
    ADVISED,
    DECODERS,
    FIELDS,
    OPERATORS,
    POINTWISE,
    every_convolution,
    every_field,
    every_pointwise,
    fit_of,
    mixtures_of,
    of,
    stack,
    stages,
    straight_of,
    trace,
)

Canvases = Callable[..., Canvas]
Maps = Callable[..., torch.Tensor]
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


@every_field
def test_maps_of_the_last_stage_sum_to_the_picture_before_its_output_map(
    canvas_of: Canvases, name: str
) -> None:
    canvas = canvas_of(name)
    for frame in canvas.frames:
        total = stack(canvas.view(canvas.stages[-1], frame)).sum(0)
        painted = mixtures_of(name, frame)[canvas.stages[-1]]
        torch.testing.assert_close(total, painted.sum(0), **CLOSE)


@every_pointwise
def test_maps_are_the_parts_of_the_picture_by_derivatives(canvas_of: Canvases, name: str) -> None:
    canvas = canvas_of(name)
    for frame in canvas.frames:
        for stage, wanted in straight_of(name, frame).items():
            torch.testing.assert_close(stack(canvas.view(stage, frame)), wanted.shares, **CLOSE)


@every_pointwise
def test_maps_sum_to_what_the_stage_makes_has_in_the_picture(maps_of: Maps, name: str) -> None:
    frame = FIELDS[name][1][0] - 1
    for stage, one in straight_of(name, frame).items():
        total = maps_of(name, stage, frame, "share").sum(0)
        torch.testing.assert_close(total, (one.carry * one.output).sum(0), **CLOSE)


@pytest.mark.parametrize("name", [n for n in POINTWISE if n not in of(*ADVISED)])
def test_an_earlier_stage_leaves_out_the_later_biases_and_rests_only(
    canvas_of: Canvases, maps_of: Maps, name: str
) -> None:
    canvas, frame = canvas_of(name), FIELDS[name][1][0] - 1
    straight = straight_of(name, frame)
    picture = straight[canvas.stages[-1]].mixture.sum(0)
    for place, stage in enumerate(canvas.stages):
        later = sum((straight[s].ground[0] for s in canvas.stages[place + 1 :]), torch.zeros(()))
        total = maps_of(name, stage, frame, "share").sum(0)
        torch.testing.assert_close(total, picture - later, **CLOSE)


def steps_of(name: str) -> tuple[list[int], list[tuple[int, int]]]:
    """PixelShuffle factors of all stages but the last, and all kernels over a frame."""
    options = fit_of(name).field.options
    if name in DECODERS:
        return list(options.strides), [(side, side) for side in options.sides]
    affines = [stage.affine for stage in fit_of(name).field.stages.values()]
    kernels = [(1, *affine.kernel_size)[-2:] for affine in affines]  # of a sound one row
    return [1] * (len(kernels) - 1), kernels


@every_convolution
def test_maps_of_a_block_sum_to_its_lifted_output(
    canvas_of: Canvases, maps_of: Maps, name: str
) -> None:
    canvas, field = canvas_of(name), fit_of(name).field
    strides, kernels = steps_of(name)
    for place, (stage, frame) in enumerate(stages(canvas)[:-1]):
        part, inputs = field.at_frame(frame)
        with torch.no_grad():
            made = {step.name: step.output for step in part.walk(inputs)}[stage]
        if field.samples == "lattice":
            made = made.reshape(1, made.shape[1], *field.shape[:3])[:, :, frame]
        wanted = lifted(made.sum(1, keepdim=True), strides[place + 1 :], kernels[place + 1 :])
        total = maps_of(name, stage, frame, "share").sum(0)
        torch.testing.assert_close(total, wanted, **CLOSE)


@every_convolution
def test_a_block_map_is_the_lift_of_its_share(canvas_of: Canvases, name: str) -> None:
    canvas = canvas_of(name)
    strides, kernels = steps_of(name)
    for place, (stage, frame) in enumerate(stages(canvas)[:-1]):
        arrays = canvas.root[stage]
        native = torch.from_numpy(arrays["contributions"][canvas.frames.index(frame)])
        mixture = torch.from_numpy(arrays["mixture"][canvas.frames.index(frame)])
        bent = F.gelu(mixture) if name in DECODERS else mixture.sin()
        share = native * bent / mixture
        view = canvas.view(stage, frame)
        for neuron in {0, view.outputs - 1, view.outputs, view.neurons - 1}:
            channel, output = divmod(neuron, view.outputs)
            alone = torch.zeros_like(native[:1])
            alone[0, output] = share[channel, output]
            stuffed = F.pixel_shuffle(alone, strides[place]).sum(1, keepdim=True)
            wanted = lifted(stuffed, strides[place + 1 :], kernels[place + 1 :])
            torch.testing.assert_close(view.map_of(neuron), wanted, **CLOSE)


# one layer's outputs are the next one's neurons, and nothing else knows their order
ORDERLESS = [
    *of("ffn", "siren", "finer", "gauss", "fourier", "posenc", "incode"),
    *DECODERS,
    *OPERATORS,
]


WEIGHTS = ("weight", "mixing", "level")  # or what generated kernels are made of


def permuted(name: str) -> tuple[Fit, torch.Tensor]:
    """A field with the neurons between its first two traced stages in another order."""
    fit = fit_of(name)
    state = {k: v.clone() for k, v in fit.field.state_dict().items()}
    first, second = (f"stages.{stage}.affine" for stage in fit.field.traced[:2])
    # (output, input) of the weights; a bias has the last but one axis's outputs
    outputs, inputs = (2, 1) if fit.field.samples == "pixel" else (0, 1)
    count, square = (
        fit.field.stages[fit.field.traced[1]].affine.weight.shape[inputs],
        square_of(fit),
    )
    order = torch.randperm(count, generator=torch.Generator().manual_seed(1))
    for kind in WEIGHTS:
        if f"{second}.{kind}" in state:
            state[f"{second}.{kind}"] = state[f"{second}.{kind}"].index_select(inputs, order)
    for key in {f"{first}.{kind}" for kind in (*WEIGHTS, "bias")} & set(state):
        phases = state[key].unflatten(outputs, (-1, square))
        state[key] = phases.index_select(outputs, order).flatten(outputs, outputs + 1)
    other = type(fit.field)(fit.field.options, fit.shape)
    other.load_state_dict(state)
    return Fit(other.eval(), fit.network, {}, 0), order


def square_of(fit: Fit) -> int:
    """Outputs of the first convolution that PixelShuffle makes one channel of."""
    return getattr(fit.field.options, "strides", [1])[0] ** 2


@pytest.mark.parametrize("name", ORDERLESS)
@pytest.mark.parametrize("reading", ["share", "released"])
def test_maps_follow_their_neurons(maps_of: Maps, name: str, reading: str, tmp_path: Path) -> None:
    fit, order = permuted(name)
    assert not torch.equal(order, order.sort().values)
    other, frame = trace(tmp_path / "permuted", fit, frames=[fit.shape[0] - 1]), fit.shape[0] - 1
    first, second = other.stages[:2]
    one, two = maps_of(name, second, frame, reading), stack(other.view(second, frame, reading))
    one, two = (maps.unflatten(0, (len(order), -1)) for maps in (one, two))
    torch.testing.assert_close(two, one[order], **CLOSE)
    # a pointwise layer's own units are the neurons of the paper's reading
    reading = "paper" if fit.field.samples == "pixel" else reading
    one, two = maps_of(name, first, frame, reading), stack(other.view(first, frame, reading))
    shape = (-1, len(order), square_of(fit))
    one, two = (maps.unflatten(0, shape) for maps in (one, two))
    torch.testing.assert_close(two, one[:, order], **CLOSE)
