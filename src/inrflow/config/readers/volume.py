"""Options of the reader `volume`."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Shape

Span = tuple[int, int]


class VolumeCrop(Strict):
    """A part of a volume: from the first index to one past the last, along each axis."""

    z: Span | None = Field(None, description="slices [first, one past the last]; null: all")
    y: Span | None = Field(None, description="rows, likewise")
    x: Span | None = Field(None, description="columns, likewise")


class Volume(Strict):
    """A scan: `.npy` of axes (z, y, x) or (z, y, x, channel), or `.nii`, `.nii.gz`.

    A NIfTI is turned to the closest canonical orientation: x to the right, y to the front, z up.
    """

    reader: Literal["volume"]
    path: str = Field(
        description="file; `wheel:PACKAGE/FILE` reads a file inside an installed package"
    )
    crop: VolumeCrop = Field(VolumeCrop(), description="part that is read, samples")
    every: int = Field(
        1, ge=1, description="every n-th sample of the crop along each axis, without a filter"
    )
    spacing: tuple[float, float, float] | None = Field(
        None,
        description="distance between samples of a .npy along z, y, x, mm; null: unknown, 1 voxel; "
        "a NIfTI tells its own",
    )
    range: tuple[float, float] | None = Field(
        None,
        description="intensities that become 0 and 1, what lies outside is clipped and counted; "
        "null: by `percentiles`",
    )
    percentiles: tuple[float, float] = Field(
        (0.0, 100.0),
        description="percentiles of the crop's intensities that become 0 and 1; 0, 100: smallest "
        "and largest, so that nothing is clipped",
    )

    has_segments: ClassVar[bool] = False

    @model_validator(mode="after")
    def ranges_ascend(self) -> "Volume":
        """Refuse ranges that are empty and spacings that are none."""
        for name in ("range", "percentiles"):
            pair = getattr(self, name)
            if pair is not None and pair[0] >= pair[1]:
                raise ValueError(f"{name}: expected two ascending numbers, found {list(pair)}")
        if min(self.percentiles) < 0 or max(self.percentiles) > 100:
            raise ValueError(f"percentiles: expected 0 to 100, found {list(self.percentiles)}")
        if self.spacing is not None and min(self.spacing) <= 0:
            raise ValueError(f"spacing: expected numbers above 0, found {list(self.spacing)}")
        return self

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        return files_of(self.path)

    def shape(self) -> Shape | None:
        """Return None: only the file tells its size and channels."""
        return None
