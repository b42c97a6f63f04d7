"""The noun of this station: what one streaming pass over a canvas leaves behind."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from inrflow.errors import InputError
from inrflow.signals.store import header_of, open_arrays


@dataclass(frozen=True)
class Measures:
    """Measures of one canvas under several definitions, read frame by frame.

    All are of |C|, C in the units of the definition's reading. Arrays of the file:

        DEFINITION/areas                       (frame, region)        px
        DEFINITION/STAGE/regions               (frame, neuron, region) sum over a region
        DEFINITION/STAGE/totals, squares       (frame, neuron)        sum of |C|, of |C|^2
        DEFINITION/STAGE/lowest, highest       (frame, neuron)        least and largest |C|
        DEFINITION/STAGE/inactive              (frame, neuron)        its unit is never active
        DEFINITION/STAGE/pixels_per_neuron     (frame, neuron)        px with more than 1/N
        DEFINITION/STAGE/heat                  (frame, y, x)          sum over neurons
        DEFINITION/STAGE/fluctuation           (frame, y, x)          sum of |change of |C||
        DEFINITION/STAGE/thresholds            (frame, share)         |C| that cuts off a share
        DEFINITION/STAGE/neurons_per_pixel     (frame, share, y, x)   share of the neurons
        DEFINITION/STAGE/distribution          (frame, rank)          |C| at a share of entries
        DEFINITION/STAGE/encoding              (frame, 2)             r2 with encoding, by chance

    `fluctuation` is NaN in a frame whose predecessor is not in the canvas, and for fields that
    have one network a frame: their neurons do not persist.

    Attributes:
        file: the open file; nothing of it is in memory until asked for.
        notes: `frames`: definition -> frame numbers measured; `stages`; `size` in px; `shares`
            (area shares of the thresholds); `ranks` (shares of entries, largest first);
            `regions`: definition -> list of [grouping, names of its regions], in the order of
            the region axis; `persistent`: whether neurons persist from frame to frame;
            `pointwise`: whether the field is one of coordinates.
    """

    file: safe_open
    notes: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Measures":
        """Open the measures; raises InputError for anything else."""
        file = open_arrays(path, "measures")
        return cls(file, header_of(file))

    @property
    def definitions(self) -> list[str]:
        """Names of the definitions, in order."""
        return list(self.notes["regions"])

    @property
    def stages(self) -> list[str]:
        """Names of the stages, in order."""
        return self.notes["stages"]

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the picture, px."""
        return tuple(self.notes["size"])

    @property
    def pixels(self) -> int:
        """Pixels of the picture."""
        return self.size[0] * self.size[1]

    @property
    def persistent(self) -> bool:
        """Whether a neuron is the same one in all frames."""
        return self.notes["persistent"]

    @property
    def pointwise(self) -> bool:
        """Whether the field is one of coordinates: the paper's neurons are units then."""
        return self.notes["pointwise"]

    def frames(self, definition: str) -> list[int]:
        """Return the frames measured under a definition."""
        return self.notes["frames"][definition]

    def get(self, definition: str, stage: str, name: str, frame: int) -> np.ndarray:
        """Return one frame of one array of a stage."""
        return self._at(f"{definition}/{stage}/{name}", definition, frame)

    def areas(self, definition: str, frame: int) -> np.ndarray:
        """Return the px of every region."""
        return self._at(f"{definition}/areas", definition, frame)

    def groupings(self, definition: str) -> dict[str, tuple[slice, list[str]]]:
        """Return grouping -> (its part of the region axis, names of its regions)."""
        start, found = 0, {}
        for grouping, names in self.notes["regions"][definition]:
            found[grouping] = (slice(start, start + len(names)), names)
            start += len(names)
        return found

    def _at(self, name: str, definition: str, frame: int) -> np.ndarray:
        known = self.frames(definition)
        if frame not in known:
            raise InputError(f"measures: expected a frame of {known}, found {frame}")
        return self.file.get_slice(name)[known.index(frame)]
