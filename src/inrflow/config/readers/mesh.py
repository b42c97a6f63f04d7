"""Options of the reader `mesh`."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Shape

LARGEST = 1024  # samples a side


class Mesh(Strict):
    """The occupancy of a closed surface: 1 where a sample lies inside it, 0 outside."""

    reader: Literal["mesh"]
    path: str = Field(
        description="file that trimesh reads (stl, ply, obj, off ...); "
        "`wheel:PACKAGE/FILE` reads a file inside an installed package"
    )
    side: int | None = Field(
        None, ge=2, le=LARGEST, description="samples along the longest side of the box"
    )
    pitch: float | None = Field(
        None, gt=0, description="distance between samples, unit of the mesh; instead of `side`"
    )
    margin: float = Field(
        1.02, ge=1, description="longest side of the box / longest extent of the mesh"
    )
    box: Literal["cube", "tight"] = Field(
        "cube", description="`cube`: all sides as long as the longest; `tight`: as the mesh needs"
    )

    has_segments: ClassVar[bool] = False

    @model_validator(mode="after")
    def one_of_side_and_pitch(self) -> "Mesh":
        """Refuse both and none of `side` and `pitch`."""
        if (self.side is None) == (self.pitch is None):
            found = "none" if self.side is None else "both"
            raise ValueError(f"expected either side or pitch, found {found}")
        return self

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        return files_of(self.path)

    def shape(self) -> Shape | None:
        """Return (side, side, side, 1), or None where only the file tells."""
        cube = self.side is not None and self.box == "cube"
        return (self.side, self.side, self.side, 1) if cube else None
