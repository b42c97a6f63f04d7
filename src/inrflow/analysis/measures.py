"""The noun of this station: what one streaming pass over a canvas leaves behind."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inrflow.signals.store import read_arrays, write_arrays


@dataclass(frozen=True)
class Measures:
    """Measures of one canvas under several definitions.

    Attributes:
        arrays: `DEFINITION/areas` (frame, region) and, for each stage, `DEFINITION/STAGE/...`:
            `regions` (frame, neuron, region), `totals` (frame, neuron), `heat` (frame, y, x),
            `pixels_per_neuron` (frame, neuron), `thresholds` (frame, share),
            `neurons_per_pixel` (frame, share, y, x). All of |C|.
        notes: `frames`, `stages`, `size` in px, `shares`, and `regions`: definition -> list of
            [grouping, names of its regions], in the order of the region axis.
    """

    arrays: dict[str, np.ndarray]
    notes: dict[str, Any]

    def write(self, path: Path) -> None:
        """Write the measures as one file."""
        write_arrays(path, "measures", self.arrays, self.notes)

    @classmethod
    def read(cls, path: Path) -> "Measures":
        """Read the measures; raises InputError for anything else."""
        return cls(*read_arrays(path, "measures"))
