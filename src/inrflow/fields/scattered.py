"""Continuous operators on points that lie on no lattice.

The paper names scattered samples as a limit of O-INR (Pal et al., ICML 2024). Kernels that are
functions of the offset need no lattice: a sum over whichever nodes lie within the support, each
weighted by the part of its cell that the support covers, is the same integral. Two ways:

* The encoding is known everywhere. All stages but the last work on the field's own lattice, and
  the last one's kernels are placed at the points: the sums stay as good as on a lattice.
* All stages work on a cloud of nodes, such as the samples themselves, and the last one is read at
  these or other points: no lattice at all, at the error of sums over random nodes.

Weights are divided by their sum and multiplied by the support's volume: that changes nothing on a
lattice and makes sums of constants exact on clouds.
"""

from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.fields.oinr_kernel import OffsetKernel
from inrflow.fields.scattered_nodes import Near, Nodes, lattice_nodes, near, refuse_outside

if TYPE_CHECKING:
    from inrflow.fields.oinr_continuous import OinrContinuous

POINTS = 2**15  # read at once


class Reader:
    """A field's values at some points, as often as wanted: who is near whom is worked out once.

    Attributes:
        field: what is read; to be fitted, or fitted.
    """

    def __init__(
        self,
        field: "OinrContinuous",
        points: Float[Tensor, "point axis"],
        nodes: Nodes | None = None,
    ) -> None:
        """Find the neighbours of all points.

        Args:
            field: the operator.
            points: where it is read, in the domain.
            nodes: what its stages work on; None: its own lattice.

        Raises:
            InputError: points outside the domain, or without a node within the support.
        """
        self.field = field
        *self._inner, self._last = field.stages.values()
        refuse_outside(points, len(field.axes))
        kernel, device = self._last.affine, next(field.parameters()).device
        self._near = _tables(points, nodes or lattice_nodes(field.shape), kernel)
        self._among = None
        if nodes is None:
            self._encoded = field.encode(field.inputs)
        else:
            refuse_outside(nodes.places, len(field.axes))
            self._among = _tables(nodes.places, nodes, kernel)  # all stages have one support
            waves = field.waves(nodes.places.float().to(device))
            self._encoded = torch.stack(waves, dim=-1)

    def __call__(self) -> Float[Tensor, "point channel"]:
        """Return the values, not clamped, with their graph."""
        neurons = self._encoded
        for stage in self._inner:
            if self._among is None:
                neurons = stage(neurons, {})
            else:
                neurons = stage.after(_sums(stage.affine, neurons, self._among), {})
        if self._among is None:
            neurons = neurons[0].flatten(1).T.contiguous()
        return self._last.after(_sums(self._last.affine, neurons, self._near), {})


def _tables(points: Float[Tensor, "point axis"], nodes: Nodes, kernel: OffsetKernel) -> list[Near]:
    """Return who is near whom, some points at a time: tables of all would be large."""
    return [near(some, nodes, kernel) for some in points.split(POINTS)]


def _sums(
    kernel: OffsetKernel, neurons: Float[Tensor, "node input"], tables: list[Near]
) -> Float[Tensor, "_ output"]:
    parts = [kernel.gathered(neurons, some.index, some.offsets, some.shares) for some in tables]
    return parts[0] if len(parts) == 1 else torch.cat(parts)
