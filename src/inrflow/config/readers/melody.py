"""Options of the reader `melody`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.framing import Shape


class Melody(Strict):
    """A short tune, made from its seed: notes of a pentatonic scale with harmonics and vibrato."""

    reader: Literal["melody"]
    rate: int = Field(8000, ge=4000, le=192000, description="sampling rate, Hz")
    seconds: float = Field(2.0, ge=0.25, le=600, description="length, s")
    seed: int = Field(0, ge=0, description="seed of the notes, their lengths and their loudness")
    rests: float = Field(
        0.0, ge=0, le=0.9, description="share of the notes that are silent, rounded to whole notes"
    )

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output: none, it is made from its seed."""
        return []

    def shape(self) -> Shape:
        """Return (1, 1, samples, 1)."""
        return (1, 1, round(self.rate * self.seconds), 1)
