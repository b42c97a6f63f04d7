"""The study `oinr`: its parts, each on signals and fields of its own."""

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from inrflow.config.comparison import Comparison
from inrflow.config.names import nearest
from inrflow.config.oinr.derivatives import Derivatives
from inrflow.config.oinr.multiresolution import Multiresolution
from inrflow.config.oinr.noise import Noise
from inrflow.config.oinr.sequences import Sequences
from inrflow.config.oinr.weights import Weights

PARTS: tuple[str, ...] = ("weights", "multiresolution", "noise", "derivatives", "sequences")


class OinrStudy(Comparison):
    """What the study `oinr` fits and shows; nothing without signals."""

    parts: ClassVar[tuple[str, ...]] = PARTS

    derivatives: Derivatives = Derivatives()
    multiresolution: Multiresolution = Multiresolution()
    noise: Noise = Noise()
    sequences: Sequences = Sequences()
    weights: Weights = Weights()

    @model_validator(mode="after")
    def searches_exist(self) -> "OinrStudy":
        """Refuse a part whose search is unknown."""
        for part in self.parts:
            search = getattr(getattr(self, part), "search", None)
            if search is not None and search not in self.searches:
                near = nearest(search, self.searches)
                raise ValueError(f"{part}.search: unknown name {search!r}{near}")
        return self

    def part(self, name: str) -> Any:
        """Return the block of a part; one that does nothing where it is not run."""
        block = getattr(self, name)
        return block if self.only is None or name in self.only else type(block)()

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that the study names -> the key that names them first."""
        found: dict[str, str] = {}
        for part in self.parts:
            for name, key in getattr(self, part).named(kind).items():
                found.setdefault(name, f"{part}.{key}")
        return found | super().named(kind)

    def searched(self, search: str) -> list[str]:
        """Return the fields that need a search: of groups, and of parts that name it."""
        blocks = [getattr(self, part) for part in self.parts]
        of_parts = [b.named("fields") for b in blocks if getattr(b, "search", None) == search]
        every = [*super().searched(search), *(field for fields in of_parts for field in fields)]
        return list(dict.fromkeys(every))
