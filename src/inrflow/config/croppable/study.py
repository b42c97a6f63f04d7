"""The study `croppable`: which fields with and without cells are fitted, and what is shown."""

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.claims import Enough, Pairing
from inrflow.config.croppable.claims import ClaimName
from inrflow.config.croppable.crops import CropOfFit
from inrflow.config.croppable.extension import Extension
from inrflow.config.croppable.figures import CroppableFigures
from inrflow.config.croppable.miner import Miner
from inrflow.config.croppable.objects import Objects
from inrflow.config.croppable.rate import RateCurve
from inrflow.config.croppable.seams import WAYS, Looks
from inrflow.config.names import nearest
from inrflow.config.refusals import known, names_are_paths, names_differ


class Table(Strict):
    """Some fields of a group beside each other, as a table of the paper has them."""

    group: str = Field(description="name under `groups`")
    fields: list[str] = Field(min_length=1, description="fields of the group, in the table's order")
    title: str = Field("", description="what the table compares")
    paper: str | None = Field(
        None, description="number of the table in Croppable INRs; null: the paper has none such"
    )

    _named_once = field_validator("fields")(names_differ)


class Croppable(Looks):
    """What the study `croppable` fits and shows; nothing without groups."""

    parts: ClassVar[tuple[str, ...]] = ("extension", "objects", "miner")

    tables: dict[str, Table] = Field({}, description="name -> view on the fits of a group")
    figures: CroppableFigures = CroppableFigures()
    miner: Miner = Miner()
    extension: Extension = Extension()

    claims: dict[ClaimName, list[Pairing]] = Field(
        {}, description="name of a claim -> the fields that it is held against"
    )
    enough: Enough = Enough()

    crops: dict[str, CropOfFit] = Field({}, description="name -> a crop of one fit")
    rate: RateCurve = RateCurve()
    objects: Objects = Objects()

    _tables = field_validator("tables", "crops")(names_are_paths)

    @model_validator(mode="after")
    def tables_show_what_is_fitted(self) -> "Croppable":
        """Refuse a table of an unknown group, or of a field that is not in its group."""
        for name, table in self.tables.items():
            if table.group not in self.groups:
                near = nearest(table.group, self.groups)
                raise ValueError(f"tables.{name}.group: unknown name {table.group!r}{near}")
            there = self.groups[table.group].fields
            for field in table.fields:
                if field not in there:
                    near = nearest(field, there)
                    raise ValueError(
                        f"tables.{name}.fields: expected fields of group {table.group}, "
                        f"found {field!r}{near}"
                    )
        self.figures.refuse(self.tables, self.groups)
        return self

    @model_validator(mode="after")
    def crops_are_of_what_is_fitted(self) -> "Croppable":
        """Refuse crops and rate curves of fits that are not made."""
        for name, crop in self.crops.items():
            crop.refuse(f"crops.{name}", self.groups, self.seeds)
        self.rate.refuse("rate", self.groups)
        return self

    @model_validator(mode="after")
    def claims_are_of_what_is_fitted(self) -> "Croppable":
        """Refuse a pairing of an unknown table, or of what the table does not have."""
        has = {name: table.fields for name, table in self.tables.items()}
        has |= {"extension": self.extension.methods, "distillation": list(WAYS)}
        has["seams"] = [field for group in self.groups.values() for field in group.fields]
        for claim, pairings in self.claims.items():
            for one in pairings:
                known(f"claims.{claim}: table", one.table, has)
                for side in (one.first, one.second):
                    known(f"claims.{claim}: table {one.table}", side, has[one.table])
        return self

    @model_validator(mode="after")
    def extensions_are_of_searched_fields(self) -> "Croppable":
        """Refuse an extension whose search does not exist, or does not try its fields."""
        self.extension.refuse("extension", self.searched, list(self.searches))
        return self

    def part(self, name: Literal["extension", "objects", "miner"]) -> Any:
        """Return the block of a part; one that does nothing where it is not run."""
        block = getattr(self, name)
        return block if self.only is None or name in self.only else type(block)()

    @property
    def cropped(self) -> dict[str, CropOfFit]:
        """The crops whose groups are run."""
        return {name: crop for name, crop in self.crops.items() if crop.group in self.chosen}

    @property
    def shown(self) -> dict[str, Table]:
        """The tables whose groups are run."""
        return {name: table for name, table in self.tables.items() if table.group in self.chosen}

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that the study names -> the key that names them first."""
        blocks = {"miner": self.miner, "extension": self.extension}
        found = [
            {name: f"{block}.{key}" for name, key in one.named(kind).items()}
            for block, one in blocks.items()
        ]
        return found[0] | found[1] | super().named(kind)
