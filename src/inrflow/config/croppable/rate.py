"""Options of the rate curve: bytes kept against area kept."""

from collections.abc import Mapping

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.comparison import Group
from inrflow.config.croppable.crops import group_in, one_of


class RateCurve(Strict):
    """Fits cropped to boxes about the middle, beside a network that has to be refitted."""

    group: str | None = Field(None, description="name under `groups`; null: no rate curve")
    signals: list[str] | None = Field(None, description="signals of the group; null: all")
    fields: list[str] = Field([], description="fields of the group that are cropped: with cells")
    refitted: str | None = Field(
        None,
        description="a field of the group without cells: its file stays whole, and it is fitted "
        "anew to the kept samples at the size of the first field's crop; null: none",
    )
    areas: int = Field(
        3, ge=0, description="how many of the boxes smaller than all it is refitted on, evenly"
    )

    def chosen(self, groups: Mapping[str, Group]) -> list[str]:
        """Return the signals that have a curve; none without a group that is run."""
        if self.group not in groups:
            return []
        return groups[self.group].signals if self.signals is None else self.signals

    def refuse(self, where: str, groups: Mapping[str, Group]) -> None:
        """Refuse signals and fields that are not fitted, and a curve of no field.

        Args:
            where: the key, for the error.
            groups: of the study.
        """
        if self.group is None:
            return
        group = group_in(f"{where}.group", self.group, groups)
        if not self.fields:
            raise ValueError(f"{where}.fields: expected a field of group {self.group}, found none")
        for name in self.signals or []:
            one_of(f"{where}.signals", name, group.signals, self.group)
        for name in self.fields:
            one_of(f"{where}.fields", name, group.fields, self.group)
        if self.refitted is not None:
            one_of(f"{where}.refitted", self.refitted, group.fields, self.group)
