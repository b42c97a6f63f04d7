"""All label maps of a clip, and the table of their regions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int32

from inrflow.signals.store import read_arrays, write_arrays


@dataclass(frozen=True)
class Labels:
    """Label maps of the measured frames.

    Attributes:
        maps: name -> label of each pixel, (frame, y, x); -1 belongs to no region.
        frames: label map -> the frame numbers that it has.
        names: label map -> names of its regions, in the order of the labels.
        compared: frame numbers on which definitions are compared.
    """

    maps: dict[str, Int32[np.ndarray, "_ y x"]]
    frames: dict[str, list[int]]
    names: dict[str, list[str]]
    compared: list[int]

    def at(self, name: str, frame: int) -> Int32[np.ndarray, "y x"]:
        """Return one label map of one frame."""
        return self.maps[name][self.frames[name].index(frame)]

    def write(self, path: Path) -> None:
        """Write the maps as one file."""
        write_arrays(path, "labels", self.maps, self._notes())

    @classmethod
    def read(cls, path: Path) -> "Labels":
        """Read the maps; raises InputError for anything else."""
        maps, header = read_arrays(path, "labels")
        return cls(maps, header["frames"], header["names"], header["compared"])

    def _notes(self) -> dict[str, Any]:
        return {"frames": self.frames, "names": self.names, "compared": self.compared}
