"""Options of the stage `decode`."""

from pydantic import Field, PositiveInt

from inrflow.config.base import Strict

Size = list[PositiveInt]


class Decode(Strict):
    """What is decoded of a fit."""

    size: Size | None = Field(
        None,
        min_length=1,
        description="samples along each axis of the signal, in order; null: as fitted",
    )
    threads: int = Field(1, ge=1, description="CPU threads")


class DecodeOfSignals(Strict):
    """What is decoded of the fits of each signal."""

    sizes: dict[str, Size] = Field(
        {}, description="signal -> samples along each of its axes; a signal left out: as fitted"
    )
    threads: int = Field(1, ge=1, description="CPU threads")

    def of(self, signal: str) -> Decode:
        """Return the options of one signal."""
        return Decode(size=self.sizes.get(signal), threads=self.threads)
