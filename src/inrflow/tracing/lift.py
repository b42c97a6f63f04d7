"""The lift: from the lattice where a block's contributions live to the picture.

XINC's released reading sets each kernel's map on its PixelShuffle positions, and then, once for
each later layer, takes the box mean over that layer's kernel, a nearest upsampling by its stride
and its activation. Activation and nearest upsampling commute, so that each step here is one
separable stencil, the activation between steps working on the coarser lattice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import Tensor

from inrflow.tracing.stencil import Taps, box_of_nearest, box_of_stuffed, spread

Bend = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Lift:
    """The steps from one block to the picture.

    Attributes:
        stride: PixelShuffle factor of the traced block.
        steps: (rows, columns) of each step; the first has a table a phase.
    """

    stride: int
    steps: tuple[tuple[Taps, Taps], ...]

    @classmethod
    def of_block(
        cls, lattice: tuple[int, int], strides: list[int], kernels: Sequence[Sequence[int]]
    ) -> "Lift":
        """Make the lift of a block.

        Args:
            lattice: (height, width) of the block's input, px.
            strides: PixelShuffle factors of this block and of all later ones, in order.
            kernels: rows and columns of each later layer's kernel, px.
        """
        makers = [box_of_stuffed] + [box_of_nearest] * (len(strides) - 1)
        sizes, steps = lattice, []
        for make, stride, kernel in zip(makers, strides, kernels, strict=True):
            rows, columns = (make(s, stride, k) for s, k in zip(sizes, kernel, strict=True))
            steps.append((rows, columns))
            sizes = (sizes[0] * stride, sizes[1] * stride)
        return cls(strides[0], tuple(steps))

    def window(self, rows: slice, columns: slice) -> tuple["Lift", slice, slice]:
        """Return the lift of a window of the picture, and the native window that it needs."""
        steps = []
        for row_taps, column_taps in reversed(self.steps):
            row_taps, rows = row_taps.restrict(rows)
            column_taps, columns = column_taps.restrict(columns)
            steps.append((row_taps, column_taps))
        return Lift(self.stride, tuple(reversed(steps))), rows, columns

    def __call__(
        self, maps: Float[Tensor, "map y x"], outputs: np.ndarray, bend: Bend
    ) -> Float[Tensor, "map fine_y fine_x"]:
        """Lift native maps.

        Args:
            maps: one a kernel.
            outputs: index of each kernel's output before PixelShuffle; its rest by stride^2 is
                the phase.
            bend: activation of the skipped blocks, applied between steps; must keep 0 at 0.
        """
        phases = outputs % self.stride**2
        where = (phases // self.stride, phases % self.stride)
        for index, (rows, columns) in enumerate(self.steps):
            maps = spread(bend(maps) if index else maps, rows, columns, *where)
            where = (np.zeros_like(phases), np.zeros_like(phases))
        return maps
