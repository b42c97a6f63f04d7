"""The study `oinr`: its parts, each on signals and fields of its own."""

from typing import Any, ClassVar, Literal

from inrflow.config.comparison import Comparison

PARTS: tuple[str, ...] = ()


class OinrStudy(Comparison):
    """What the study `oinr` fits and shows; nothing without signals."""

    parts: ClassVar[tuple[str, ...]] = PARTS

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
