"""Where the samples of a signal lie."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from inrflow.config.networks.axes import axes_of
from inrflow.config.networks.frame import Frame, frame_on
from inrflow.errors import InputError


def lattice(height: int, width: int) -> Float[Tensor, "pixel 2"]:
    """Return the coordinates (y, x) of all pixels of a frame, row after row, as XINC has them.

    Both are divided by the longer side less one, so that pixels stay square: the longer side
    spans [-1, 1], the shorter begins at -1 and ends earlier (XINC, released code).
    """
    longest = max(height, width, 2) - 1
    rows = torch.arange(height, dtype=torch.float32) / longest
    columns = torch.arange(width, dtype=torch.float32) / longest
    grid = torch.cartesian_prod(rows, columns)
    return (grid - 0.5) * 2


def coordinates_at(
    index: Int[Tensor, "*samples"], shape: tuple[int, int, int, int], frame: Frame | None = None
) -> Float[Tensor, "*samples axis"]:
    """Return the coordinates of samples: each axis of more than one sample spans [-1, 1].

    End points are included and every axis has its own scale (SIREN's `get_mgrid`; O-INR Eq. 8).
    The same place in the same frame has the same bits, whatever the signal around it.

    Args:
        index: numbers of samples in the signal, row-major over (frame, y, x).
        shape: the signal's (frames, height, width, channels).
        frame: samples at coordinates -1 and 1 along (frame, y, x); None: the ends.
    """
    steps = (shape[1] * shape[2], shape[2], 1)
    ends = frame_on(None, shape) if frame is None else frame
    columns = []
    for axis in axes_of(shape):
        place, (first, last) = index // steps[axis] % shape[axis], ends[axis]
        # whole numbers as long as they can be: one division, rounded once
        scale = first.denominator * last.denominator
        top = 2 * scale * place - int(scale * (first + last))
        columns.append((top.double() / int(scale * (last - first))).float())
    return torch.stack(columns, dim=-1)


def places_of(
    coordinates: Float[Tensor, "sample axis"], shape: tuple[int, int, int, int], frame: Frame
) -> Float[Tensor, "sample axis"]:
    """Return where coordinates lie, in samples: the inverse of `coordinates_at`.

    Raises:
        InputError: a coordinate is not finite.
    """
    if not coordinates.isfinite().all():
        raise InputError("coordinates: expected finite numbers, found others")
    columns = [
        float(first) + (column.double() + 1) / 2 * float(last - first)
        for column, (first, last) in zip(
            coordinates.T, (frame[axis] for axis in axes_of(shape)), strict=True
        )
    ]
    return torch.stack(columns, dim=-1)
