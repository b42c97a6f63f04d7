"""Where the samples of a picture lie."""

import torch
from jaxtyping import Float
from torch import Tensor


def lattice(height: int, width: int) -> Float[Tensor, "pixel 2"]:
    """Return the coordinates (y, x) of all pixels, row after row.

    Both are divided by the longer side less one, so that pixels stay square: the longer side
    spans [-1, 1], the shorter begins at -1 and ends earlier (XINC, released code).
    """
    longest = max(height, width, 2) - 1
    rows = torch.arange(height, dtype=torch.float32) / longest
    columns = torch.arange(width, dtype=torch.float32) / longest
    grid = torch.cartesian_prod(rows, columns)
    return (grid - 0.5) * 2
