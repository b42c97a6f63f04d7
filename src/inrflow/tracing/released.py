"""The reading `released` of pointwise layers, from a canvas or straight from a forward pass."""

from collections.abc import Iterator

import torch
from torch import Tensor

from inrflow.fields.pointwise import Pointwise
from inrflow.tracing.bend import Bend, Samples
from inrflow.tracing.block import Block
from inrflow.tracing.window import Window, windows


def released_maps(
    features: Samples, weight: Samples, share: Samples, bend: Bend, gate: Samples | None
) -> Samples:
    """Return act(x_i colsum_i + mean bias), all that is left of the released tensors.

    The released code forms x_i W_io + b_o / n for all outputs o and pixels, and sums over o. Gated
    outputs are summed with their gates. The parts of complex mixtures, [re | im], are summed
    apart and bent as one number, whose real part is the map.

    Args:
        features: x_i, (member, some, sample).
        weight: W_io, (member, output, some).
        share: b_o / n, (member, output, 1).
        bend: what bends the mixture.
        gate: what the bent mixture is multiplied with, (member, output, sample).
    """
    if not bend.coupled:
        return bend.act(_summed(features, weight, share, gate))
    width = weight.shape[1]
    parts = 2 * width // len(bend.rest(width))  # outputs are [re | im] in any case
    pairs = zip(weight.chunk(parts, 1), share.chunk(parts, 1), strict=True)
    mixture = torch.cat([_summed(features, w, b, None) for w, b in pairs], dim=-1)
    return bend.act(mixture)[..., : features.shape[2]]


def _summed(features: Samples, weight: Samples, share: Samples, gate: Samples | None) -> Samples:
    """Return the sum over outputs of x_i W_io + b_o / n, each times its gate."""
    if gate is None:
        columns, total = weight.sum(1)[..., None], share.sum(1, keepdim=True)
    else:
        columns, total = weight.mT @ gate, (share * gate).sum(1, keepdim=True)
    return torch.addcmul(total, features, columns)


def maps_without_store(
    field: Pointwise, frame: int, pixels: int = 8192
) -> Iterator[tuple[str, Block]]:
    """Yield (stage, released maps of all its neurons on some rows) straight from the forward pass.

    Args:
        field: a pointwise field.
        frame: the frame to trace.
        pixels: how many pixels to work on at once.
    """
    height, width = field.shape[1:3]
    whole = (slice(0, height), slice(0, width))
    for rows, columns in windows(*whole, max(1, pixels // width), width):
        window = Window.of(field.cells, frame, rows, columns)
        part = field.select(window.members)
        for step in part.walk(part.coordinates(window.samples(frame, field.shape))):
            affine, numbers = step.stage.affine, step.stage.numbers(step.context)
            bend = Bend(step.stage.activation, numbers)
            gate = _gate(step.stage.gate, step.context)
            share = affine.bias.mT / affine.weight.shape[1]
            maps = released_maps(step.neurons.mT, affine.weight.mT, share, bend, gate)
            yield step.name, Block(slice(0, maps.shape[1]), rows, window.join(maps))


def _gate(name: str | None, context: dict[str, Tensor]) -> Samples | None:
    return None if name is None else context[name].mT
