"""The study `croppable`: which fields with and without cells are fitted, and what is shown."""

from pydantic import Field, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import Comparison
from inrflow.config.croppable_claims import Enough, Pairing
from inrflow.config.names import nearest
from inrflow.config.refusals import names_are_paths


class Table(Strict):
    """Some fields of a group beside each other, as a table of the paper has them."""

    group: str = Field(description="name under `groups`")
    fields: list[str] = Field(min_length=1, description="fields of the group, in the table's order")
    title: str = Field("", description="what the table compares")
    paper: str | None = Field(
        None, description="number of the table in Croppable INRs; null: the paper has none such"
    )

    @field_validator("fields")
    @classmethod
    def names_differ(cls, names: list[str]) -> list[str]:
        """Refuse a field given twice."""
        if len(set(names)) != len(names):
            raise ValueError(f"expected names that differ, found {names}")
        return names


class Croppable(Comparison):
    """What the study `croppable` fits and shows; nothing without groups."""

    tables: dict[str, Table] = Field({}, description="name -> view on the fits of a group")

    claims: dict[str, list[Pairing]] = Field(
        {}, description="name of a claim -> the fields that it is held against"
    )
    enough: Enough = Enough()

    _tables = field_validator("tables")(names_are_paths)

    @model_validator(mode="after")
    def tables_show_what_is_fitted(self) -> "Croppable":
        """Refuse a table of an unknown group, or of a field that is not in its group."""
        for name, table in self.tables.items():
            if table.group not in self.groups:
                near = nearest(table.group, self.groups)
                raise ValueError(f"tables.{name}.group: unknown name {table.group!r}{near}")
            known = self.groups[table.group].fields
            for field in table.fields:
                if field not in known:
                    near = nearest(field, known)
                    raise ValueError(
                        f"tables.{name}.fields: expected fields of group {table.group}, "
                        f"found {field!r}{near}"
                    )
        return self

    @property
    def shown(self) -> dict[str, Table]:
        """The tables whose groups are run."""
        return {name: table for name, table in self.tables.items() if table.group in self.chosen}
