"""The whole signal as a field paints it, with its graph: what losses on measurements are of."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise

Painter = Callable[[], Float[Tensor, "frame y x channel"]]


def whole(field: Field) -> Float[Tensor, "frame y x channel"]:
    """Return all frames in signal units, not clamped: those of `frames`, with gradients."""
    return painter(field)()


def painter(field: Field) -> Painter:
    """Return what paints all frames of a field, again and again, as its weights change.

    What does not change, such as coordinates and encodings without weights, is worked out once.
    """
    return _of_pixels(field) if isinstance(field, Pointwise) else lambda: _of_frames(field)


def _of_frames(field: Field) -> Float[Tensor, "frame y x channel"]:
    """Paint with a field whose frames carry their graph as they are."""
    return torch.stack(list(field.frames()))


def _of_pixels(field: Pointwise) -> Painter:
    """Paint all members together; cells may differ in size, and some may have no member."""
    index, real = (one.to(field.device) for one in field.cells.samples())
    coordinates, places = field.coordinates(index), index[real]
    with torch.no_grad():
        neurons = field.encode(coordinates) if field.fixed_encoding else None
    blank = torch.zeros(field.shape[0] * field.shape[1] * field.shape[2], field.shape[3])
    blank = blank.to(field.device)

    def paint() -> Float[Tensor, "frame y x channel"]:
        encoded = field.encode(coordinates) if neurons is None else neurons
        painted = field.paint(encoded, field.condition(coordinates))
        return blank.index_put((places,), painted[real]).unflatten(0, field.shape[:3])

    return paint
