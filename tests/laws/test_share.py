"""The reading `share` divides the picture and loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from inrflow.fitting.fit import Fit
from inrflow.tracing.canvas import Canvas
from laws.carried import lifted, mixed, shares
from laws.fields import (
    every_decoder,
    every_field,
    every_pointwise,
    fit_of,
    stack,
    stages,
    trace,
)

Canvases = Callable[..., Canvas]
Maps = Callable[..., torch.Tensor]
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def before_output_map(fit: Fit, frame: int) -> torch.Tensor:
    """Mixture of the head, (channel, y, x)."""
    part, coordinates = fit.field.at_frame(frame)
    with torch.no_grad():
        *_, last = part.walk(coordinates)
    if fit.field.samples == "frame":
        return last.mixture[0]
    return last.mixture[0].T.reshape(-1, *fit.shape[1:3])


@every_field
def test_maps_of_the_last_stage_sum_to_the_picture_before_its_output_map(
    canvas_of: Canvases, name: str
) -> None:
    canvas = canvas_of(name)
    for frame in canvas.frames:
        total = stack(canvas.view(canvas.stages[-1], frame)).sum(0)
        torch.testing.assert_close(total, before_output_map(fit_of(name), frame).sum(0), **CLOSE)


@every_pointwise
def test_maps_are_the_parts_of_the_picture_by_derivatives(canvas_of: Canvases, name: str) -> None:
    canvas = canvas_of(name)
    for frame in canvas.frames:
        wanted = shares(fit_of(name).field, frame)
        for stage, maps in zip(canvas.stages, wanted, strict=True):
            torch.testing.assert_close(stack(canvas.view(stage, frame)), maps, **CLOSE)


@every_pointwise
def test_an_earlier_stage_leaves_out_the_later_biases_only(
    canvas_of: Canvases, maps_of: Maps, name: str
) -> None:
    canvas, field = canvas_of(name), fit_of(name).field
    frame = canvas.frames[-1]
    steps = mixed(field, frame)
    picture = steps[-1][1].sum(-1)[0]
    parts = []
    for (_, mixture), stage in zip(steps, field.stages.values(), strict=True):
        (slope,) = torch.autograd.grad(picture.sum(), mixture, retain_graph=True)
        parts.append((slope[0] * stage.affine.bias[frame]).sum(-1))
    for place, stage in enumerate(canvas.stages):
        later = sum(parts[place + 1 :], torch.zeros(len(picture)))
        total = maps_of(name, stage, frame, "share").sum(0).flatten()
        torch.testing.assert_close(total, (picture - later).detach(), **CLOSE)


@every_decoder
def test_maps_of_a_block_sum_to_its_lifted_output(
    canvas_of: Canvases, maps_of: Maps, name: str
) -> None:
    canvas, field = canvas_of(name), fit_of(name).field
    strides, kernel = field.options.strides, field.options.kernel
    for place, (stage, frame) in enumerate(stages(canvas)[:-1]):
        part, time = field.at_frame(frame)
        with torch.no_grad():
            made = {step.name: step.output for step in part.walk(time)}[stage]
        wanted = lifted(made.sum(1, keepdim=True), strides[place + 1 :], kernel)
        total = maps_of(name, stage, frame, "share").sum(0)
        torch.testing.assert_close(total, wanted, **CLOSE)


@every_decoder
def test_a_block_map_is_the_lift_of_its_share(canvas_of: Canvases, name: str) -> None:
    canvas, field = canvas_of(name), fit_of(name).field
    strides, kernel = field.options.strides, field.options.kernel
    for place, (stage, frame) in enumerate(stages(canvas)[:-1]):
        arrays = canvas.root[stage]
        native = torch.from_numpy(arrays["contributions"][canvas.frames.index(frame)])
        mixture = torch.from_numpy(arrays["mixture"][canvas.frames.index(frame)])
        share = native * F.gelu(mixture) / mixture
        view = canvas.view(stage, frame)
        for neuron in {0, view.outputs - 1, view.outputs, view.neurons - 1}:
            channel, output = divmod(neuron, view.outputs)
            alone = torch.zeros_like(native[:1])
            alone[0, output] = share[channel, output]
            stuffed = F.pixel_shuffle(alone, strides[place]).sum(1, keepdim=True)
            wanted = lifted(stuffed, strides[place + 1 :], kernel)
            torch.testing.assert_close(view.map_of(neuron), wanted, **CLOSE)


def permuted(name: str) -> tuple[Fit, torch.Tensor]:
    """A field with the neurons between its first two traced stages in another order."""
    fit = fit_of(name)
    state = {k: v.clone() for k, v in fit.field.state_dict().items()}
    first, second = fit.field.traced[:2]
    if fit.field.samples == "pixel":
        order = torch.randperm(fit.field.options.width, generator=torch.Generator().manual_seed(1))
        for part in ("weight", "bias"):
            key = f"stages.{first}.affine.{part}"
            state[key] = state[key][:, :, order]
        key = f"stages.{second}.affine.weight"
        state[key] = state[key][:, order]
    else:
        key, square = f"stages.{second}.affine.weight", fit.field.options.strides[0] ** 2
        order = torch.randperm(state[key].shape[1], generator=torch.Generator().manual_seed(1))
        state[key] = state[key][:, order]
        for part in ("weight", "bias"):
            key = f"stages.{first}.affine.{part}"
            state[key] = state[key].unflatten(0, (-1, square))[order].flatten(0, 1)
    other = type(fit.field)(fit.field.options, fit.shape, *_members(fit))
    other.load_state_dict(state)
    return Fit(other.eval(), fit.network, {}, 0), order


def _members(fit: Fit) -> tuple[int, ...]:
    return (fit.shape[0],) if fit.field.samples == "pixel" else ()


@every_field
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
    square = 1 if fit.field.samples == "pixel" else fit.field.options.strides[0] ** 2
    one, two = (maps.unflatten(0, (-1, len(order), square)) for maps in (one, two))
    torch.testing.assert_close(two, one[:, order], **CLOSE)
