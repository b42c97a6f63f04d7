"""What a step sees: neurons or coordinates, the values wanted there, which of them count."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.config.networks.axes import axes_of
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.field import Field
from inrflow.fields.initialise import generator
from inrflow.fields.labelled import Labelled
from inrflow.fields.pointwise import Pointwise

STREAM = (0, 1)  # of the seed, for the order of samples: apart from those of weights
ENCODED_BYTES = 512 * 2**20  # more encoded samples than this are encoded as they are drawn


@dataclass(frozen=True)
class Batch:
    """What one step sees.

    Attributes:
        coordinates: what `condition` is asked with.
        neurons: encoded coordinates where the encoding is fixed, else None: `encode` has weights.
        targets: signal units, same layout as the field paints.
        real: which samples count; None: all.
    """

    coordinates: Tensor
    neurons: Tensor | None
    targets: Tensor
    real: Bool[Tensor, "member sample"] | None = None


def orders(
    samples: int, batch: int | None, source: torch.Generator
) -> Iterator[Int[Tensor, " sample"] | None]:
    """Yield sample indices for ever, in a new order each epoch; None means all of them.

    The rest of an epoch that does not fill a batch is dropped, as in the released code.
    """
    if batch is None or batch >= samples:
        while True:
            yield None
    while True:
        order = torch.randperm(samples, generator=source)
        yield from order.split(batch)[: samples // batch]


def of_decoder(
    field: Field, values: Float[Tensor, "frame y x channel"], recipe: Recipe, seed: int
) -> Iterator[Batch]:
    """Yield batches of a field that paints whole frames, or the whole lattice, at a time.

    Raises:
        InputError: draws with replacement are asked for, which are for pixels.
    """
    if recipe.sampling == "replacement":
        raise InputError("recipe.sampling: expected 'epoch' for a field of frames, found another")
    inputs, targets = field.inputs, field.targets(values).contiguous()
    with torch.no_grad():
        neurons = field.encode(inputs) if field.fixed_encoding else None
    for index in orders(len(inputs), recipe.batch, generator(seed, *STREAM)):
        if index is None:
            yield Batch(inputs, neurons, targets)
        else:
            index = index.to(inputs.device)
            encoded = None if neurons is None else neurons[index]
            yield Batch(inputs[index], encoded, targets[index])


def of_pixels(
    part: Pointwise, values: Float[Tensor, "sample channel"], recipe: Recipe, seed: int
) -> Iterator[Batch]:
    """Yield batches of a field of coordinates.

    What a member sees depends on the seed and its cell alone, not on the members beside it.

    Args:
        part: the field, or some of its members.
        values: all values of the signal, row-major over (frame, y, x).
        recipe: how many samples, and how they are drawn.
        seed: of the draws.
    """
    cells = _seen(part, recipe)
    if recipe.sampling == "replacement":
        yield from _replaced(part, cells, values, recipe.batch, seed)
    index, real = _padded(cells)
    index, real = index.to(values.device), real.to(values.device)
    ragged, encoded = not bool(real.all()), _encoded(part, index)
    for columns in orders(index.shape[1], recipe.batch, generator(seed, *STREAM)):
        if columns is None:
            whole = Batch(part.coordinates(index), encoded, values[index], real if ragged else None)
            while True:
                yield whole
        columns = columns.to(values.device)
        some = index.index_select(1, columns)
        yield Batch(
            part.coordinates(some),
            None if encoded is None else encoded.index_select(1, columns),
            values[some],
            real.index_select(1, columns) if ragged else None,
        )


def _seen(part: Pointwise, recipe: Recipe) -> Cells | Labelled:
    """Return the cells as they are fitted: with what they also see of their neighbours.

    Source: Croppable INRs, the released training of videos.

    Raises:
        InputError: another number of overlaps than axes, or cells of a label map.
    """
    if recipe.overlap is None:
        return part.cells
    axes, overlap = axes_of(part.shape), [0, 0, 0]
    if len(recipe.overlap) != len(axes):
        raise InputError(
            f"recipe.overlap: expected {len(axes)} numbers for a signal of "
            f"{part.shape[0]}x{part.shape[1]}x{part.shape[2]} samples, found {recipe.overlap}"
        )
    for axis, more in zip(axes, recipe.overlap, strict=True):
        overlap[axis] = more
    return replace(part.cells, overlap=tuple(overlap))


def _replaced(
    part: Pointwise, cells: Cells | Labelled, values: Tensor, batch: int, seed: int
) -> Iterator[Batch]:
    """Yield samples of each cell drawn with replacement, encoded as they come."""
    sources = [generator(seed, *STREAM, number) for number in cells.numbers]
    while True:
        index = cells.draw(batch, sources).to(values.device)
        yield Batch(part.coordinates(index), None, values[index])


def _padded(
    cells: Cells | Labelled,
) -> tuple[Int[Tensor, "member sample"], Bool[Tensor, "member sample"]]:
    """Return the samples of cells, filled up to the size of the partition's largest cell."""
    index, real = cells.samples()
    more = cells.largest - index.shape[1]
    filling = index[:, :1].expand(-1, more)
    return (torch.cat([index, filling], 1), F.pad(real, (0, more))) if more else (index, real)


def _encoded(part: Pointwise, index: Int[Tensor, "member sample"]) -> Tensor | None:
    """Return all samples encoded, if there is nothing to train in that and memory for it."""
    if not part.fixed_encoding:
        return None
    with torch.no_grad():
        one = part.encode(part.coordinates(index[:, :1]))
        if one.numel() * index.shape[1] * 4 > ENCODED_BYTES:
            return None
        return part.encode(part.coordinates(index))
