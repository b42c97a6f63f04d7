"""The study `oinr`: its parts, each on signals and fields of its own."""

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from inrflow.config.claims import Enough
from inrflow.config.comparison import Comparison
from inrflow.config.oinr.behaviour import Behaviour
from inrflow.config.oinr.claims import ClaimName, Held
from inrflow.config.oinr.derivatives import Derivatives
from inrflow.config.oinr.multiresolution import Multiresolution
from inrflow.config.oinr.noise import Noise
from inrflow.config.oinr.scattered import Scattered
from inrflow.config.oinr.sequences import Sequences
from inrflow.config.oinr.weights import Weights
from inrflow.config.refusals import known

PARTS: tuple[str, ...] = (
    "weights",
    "multiresolution",
    "noise",
    "derivatives",
    "sequences",
    "behaviour",
    "scattered",
)


PART_OF = {"summary": "behaviour"}  # tables of the ledger that are not called as their part


class OinrStudy(Comparison):
    """What the study `oinr` fits and shows; nothing without signals."""

    parts: ClassVar[tuple[str, ...]] = PARTS

    behaviour: Behaviour = Behaviour()
    derivatives: Derivatives = Derivatives()
    multiresolution: Multiresolution = Multiresolution()
    noise: Noise = Noise()
    scattered: Scattered = Scattered()
    sequences: Sequences = Sequences()
    weights: Weights = Weights()

    claims: dict[ClaimName, list[Held]] = Field(
        {}, description="name of a claim -> the methods that it is held against"
    )
    enough: Enough = Enough()

    @model_validator(mode="after")
    def searches_exist(self) -> "OinrStudy":
        """Refuse a part whose search is unknown."""
        for part in self.parts:
            search = getattr(getattr(self, part), "search", None)
            if search is not None:
                known(f"{part}.search", search, self.searches)
        return self

    def part(self, name: str) -> Any:
        """Return the block of a part; one that does nothing where it is not run."""
        block = getattr(self, name)
        return block if self.only is None or name in self.only else type(block)()

    def writes(self, table: str) -> bool:
        """Return whether a table of the ledger is written: its part is run on something."""
        block = self.part(PART_OF.get(table, table))
        return bool(block.pairs if table == "weights" else block.signals)

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
