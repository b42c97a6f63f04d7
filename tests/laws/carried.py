"""What the readings promise, worked out by other means than the package's.

A field is straightened: each activation, at the values that it has, is replaced by the line from
its value at 0 through the value that it takes, gates by constants. The straight field paints the
same, and what a neuron does to its picture is a derivative.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from inrflow.fields.field import Field, Stage
from inrflow.fields.resolve import activation


@dataclass
class Straight:
    """One stage of a straightened field: all maps are (map, y, x).

    Attributes:
        mixture: what it mixes of its neurons.
        output: what the stage makes of it.
        carry: derivative of R + G + B, before the output map, by the output.
        shares: each neuron's part of R + G + B.
        ground: what biases and values at rest have in that.
        released: the maps that the released code would make.
        units: the paper's maps: what each unit makes.
    """

    mixture: Tensor
    output: Tensor
    carry: Tensor
    shares: Tensor
    ground: Tensor
    released: Tensor
    units: Tensor


def released(stage: Stage, neurons: Tensor, context: dict) -> Tensor:
    """The released code's maps (member, sample, neuron): contributions, summed, then bent."""
    weight, bias = stage.affine.weight[:, None], stage.affine.bias[:, None]
    made = (
        neurons[..., None] * weight + bias / neurons.shape[-1]
    )  # (member, sample, neuron, output)
    act, numbers = activation(stage.activation), stage.numbers(context)
    if stage.gate is not None:
        made = made * context[stage.gate][:, :, None]
    if not hasattr(act, "carried"):
        return act.act(made.sum(-1), **numbers)
    pairs = act.act(made[:1, :1, 0], **numbers).shape[-1] // 2
    parts = made.unflatten(-1, (-1, pairs)).sum(-1)  # one complex mixture, or two
    return act.act(parts, **numbers)[..., 0]


def line(stage: Stage, mixture: Tensor, context: dict) -> tuple[Tensor, Tensor]:
    """The straightened values of a stage, with gradients, and its values at rest."""
    act, numbers = activation(stage.activation), stage.numbers(context)
    there = mixture.detach()
    value, rest = act.act(there, **numbers), act.act(torch.zeros_like(there), **numbers)
    if value.shape != mixture.shape or hasattr(act, "carried"):
        pairs = value.shape[-1] // 2  # what a complex unit mixes is one vector
        groups = (-1, pairs)
        dot = (mixture.unflatten(-1, groups) * there.unflatten(-1, groups)).sum(-2)
        slope = (dot / there.unflatten(-1, groups).square().sum(-2)).repeat(1, 1, 2)
    else:
        slope = mixture / torch.where(there == 0, 1, there)
    gate = 1 if stage.gate is None else context[stage.gate].detach()
    return gate * (rest + (value - rest) * slope), gate * rest


def raster(field: Field, frame: int, values: Tensor) -> Tensor:
    """Samples (member, sample, map) as a picture (map, y, x); 0 where no member paints."""
    index, real = field.cells.samples(field.cells.of_frame(frame), frame)
    height, width = field.shape[1:3]
    picture = torch.zeros(height * width, values.shape[-1])
    picture[index[real] % (height * width)] = values.detach().expand(*real.shape, -1)[real]
    return picture.T.unflatten(1, (height, width))


def straightened(field: Field, frame: int) -> dict[str, Straight]:
    """Every stage of a pointwise field that is straightened at a frame."""
    members = field.cells.of_frame(frame)
    if members.start == members.stop:
        return {}
    part, (index, _) = field.select(members), field.cells.samples(members, frame)
    coordinates = part.coordinates(index)
    context, made, steps = part.condition(coordinates), {"encoding": part.encode(coordinates)}, {}
    for name, stage in part.stages.items():
        parts = [made[source] for source in part.sources[name]]
        mixture = stage.affine(*parts)
        last = name == part.traced[-1]
        zero = torch.zeros_like(mixture)
        made[name], rest = (mixture, zero) if last else line(stage, mixture, context)
        neurons = torch.cat(parts, -1)
        alone = released(stage, neurons, context), stage.after(mixture, context)
        steps[name] = (neurons, mixture, made[name], rest, *alone)
    total, found = mixture.sum(), {}
    for name, (neurons, mixture, output, rest, *alone) in steps.items():
        by_mixture, carry = torch.autograd.grad(total, (mixture, output), retain_graph=True)
        affine = part.stages[name].affine
        ground = (by_mixture * affine.bias).sum(-1) + (carry * rest).sum(-1)
        own = neurons * (by_mixture @ affine.weight.mT) + ground[..., None] / neurons.shape[-1]
        maps = (mixture, output, carry, own, ground[..., None], *alone)
        found[name] = Straight(*(raster(field, frame, values) for values in maps))
    return found


def lifted(picture: Tensor, later: list[int], kernels: list[tuple[int, int]]) -> Tensor:
    """Carry a block's output (1, 1, y, x) to the picture: mean, nearest, mean, ..., mean."""
    for stride, kernel in zip([1, *later], kernels, strict=True):
        picture = F.interpolate(picture, scale_factor=stride, mode="nearest")
        around = (kernel[0] // 2, kernel[1] // 2)
        picture = F.avg_pool2d(picture, kernel, 1, around, count_include_pad=True)
    return picture[0, 0]
