"""Grid cells."""

import numpy as np
from jaxtyping import Int32


def rectangles(height: int, width: int, rows: int, columns: int) -> Int32[np.ndarray, "y x"]:
    """Return rows x columns equal rectangles; ragged by at most 1 px where sizes do not divide."""
    y = np.arange(height) * rows // height
    x = np.arange(width) * columns // width
    return (y[:, None] * columns + x).astype(np.int32)


def interleaved(height: int, width: int, rows: int, columns: int) -> Int32[np.ndarray, "y x"]:
    """Return the released code's 'grid cells': every rows-th row and columns-th column.

    The code takes the numbers of cells for the window size of `unfold`, so that each cell is a
    lattice over the whole picture and all of them see nearly the same. Rows and columns that do
    not fill a window belong to no cell.
    """
    y, x = np.arange(height), np.arange(width)
    cells = (y % rows)[:, None] * columns + x % columns
    left_out = (y >= height // rows * rows)[:, None] | (x >= width // columns * columns)
    return np.where(left_out, -1, cells).astype(np.int32)
