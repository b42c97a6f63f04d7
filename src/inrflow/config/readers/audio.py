"""Options of the reader `audio`."""

from typing import ClassVar, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.readers.files import files_of
from inrflow.config.readers.framing import Shape


class Audio(Strict):
    """A sound file: wav of 8, 16, 24 or 32 bit integers, or of 32 or 64 bit numbers.

    Samples are divided by the largest magnitude of what is read, as SIREN does: -1 to 1.
    """

    reader: Literal["audio"]
    path: str = Field(
        description="file; `wheel:PACKAGE/FILE` reads a file inside an installed package"
    )
    start: float = Field(0.0, ge=0, description="first instant read, s, to the nearest sample")
    stop: float | None = Field(
        None, gt=0, description="instant before which reading ends, s; null: to the end"
    )
    channels: Literal["mean", "keep"] = Field(
        "mean", description="`mean` averages the channels, as the papers do; `keep` keeps all"
    )
    every: int = Field(
        1,
        ge=1,
        description="1 keeps every sample; n divides the sampling rate by n, after a low pass "
        "that keeps what the new rate cannot hold from folding back",
    )

    has_segments: ClassVar[bool] = False

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`), for the workflow."""
        return files_of(self.path)

    def shape(self) -> Shape | None:
        """Return None: only the file tells its rate, channels and length."""
        return None
