"""The noun of this station: what a test says of every voxel."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

Voxels = Float64[np.ndarray, " voxel"]


@dataclass(frozen=True)
class Difference:
    """A test of every voxel.

    Attributes:
        t: positive where the first group is larger.
        p_fwe: that the first group is larger somewhere, family-wise.
        p_fwe_reverse: that the second is.
        p: that the first group is larger at this voxel, uncorrected; None if not made.
        p_reverse: that the second is.
    """

    t: Voxels
    p_fwe: Voxels
    p_fwe_reverse: Voxels
    p: Voxels | None = None
    p_reverse: Voxels | None = None

    def maps(self) -> dict[str, Voxels]:
        """Return what was made by the names of its files."""
        return {name: value for name, value in vars(self).items() if value is not None}
