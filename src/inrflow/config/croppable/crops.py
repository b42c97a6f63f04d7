"""Crops of the fits of the study `croppable`: Figs. 1 and 12 of the paper."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.comparison import Group
from inrflow.config.editing import Crop
from inrflow.config.names import nearest


class CropOfFit(Strict):
    """One crop of one fit."""

    group: str = Field(description="name under `groups`")
    signal: str = Field(description="a signal of the group: a picture or film")
    field: str = Field(description="a field of the group, with cells")
    seed: int | None = Field(None, description="a seed of the study; null: the first")
    keep: Crop = Field(description="what stays: `region`, snapped outward to cells, or `cells`")

    def refuse(self, where: str, groups: Mapping[str, Group], seeds: list[int]) -> None:
        """Refuse a fit that is not made.

        Args:
            where: the key, for the error.
            groups: those that are run.
            seeds: the study's.
        """
        group = group_in(f"{where}.group", self.group, groups)
        one_of(f"{where}.signal", self.signal, group.signals, self.group)
        one_of(f"{where}.field", self.field, group.fields, self.group)
        if self.seed is not None and self.seed not in seeds:
            raise ValueError(f"{where}.seed: expected one of {seeds}, found {self.seed}")


def group_in(where: str, name: str, groups: Mapping[str, Group]) -> Group:
    """Return a group; refuse a name that is none."""
    if name not in groups:
        raise ValueError(f"{where}: unknown name {name!r}{nearest(name, groups)}")
    return groups[name]


def one_of(where: str, name: str, known: Sequence[str], group: str) -> None:
    """Refuse a signal or field that a group does not have."""
    if name not in known:
        near = nearest(name, known)
        raise ValueError(f"{where}: expected one of group {group}, found {name!r}{near}")
