"""Where the samples of a signal lie."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from inrflow.config.networks.axes import axes_of


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
    index: Int[Tensor, "*samples"], shape: tuple[int, int, int, int]
) -> Float[Tensor, "*samples axis"]:
    """Return the coordinates of samples: each axis of more than one sample spans [-1, 1].

    End points are included and every axis has its own scale (SIREN's `get_mgrid`; O-INR Eq. 8).

    Args:
        index: numbers of samples in the signal, row-major over (frame, y, x).
        shape: the signal's (frames, height, width, channels).
    """
    steps = (shape[1] * shape[2], shape[2], 1)
    columns = []
    for axis in axes_of(shape):
        place, last = index // steps[axis] % shape[axis], max(shape[axis] - 1, 1)
        columns.append((2 * place - last).to(torch.float32) / last)
    return torch.stack(columns, dim=-1)
