"""Options of what looks at single fits of the study `croppable`: seams, overlaps, the way there."""

from collections.abc import Mapping

from pydantic import Field, NonNegativeInt, PositiveInt, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import Comparison, Group
from inrflow.config.refusals import known, seeds_differ

WAYS = ("alone", "alone-equal-visits", "distilled")  # of fitting a student


class Seams(Strict):
    """Jumps at the borders of cells, of all fits of some groups."""

    groups: list[str] | None = Field(
        None, description="names under `groups`, each with a field of cells; null: all that are run"
    )


class OfGroup(Strict):
    """Fits of a group that are made again, but for one thing."""

    group: str | None = Field(
        None, description="name under `groups` that has networks and recipes; null: not done"
    )
    signal: str | None = Field(None, description="a signal of the group; null: its first")


class Overlap(OfGroup):
    """Cells that also see some samples of their neighbours while they are fitted."""

    fields: list[str] = Field([], description="fields of the group that have cells")
    samples: list[NonNegativeInt] = Field(
        [0, 1, 2, 4], min_length=1, description="overlaps along every axis, samples"
    )
    seeds: list[int] | None = Field(None, description="null: the study's")
    steps: PositiveInt | None = Field(None, description="null: the group's")

    _seeds = field_validator("seeds")(lambda seeds: seeds and seeds_differ(seeds))

    @field_validator("samples")
    @classmethod
    def overlaps_ascend(cls, samples: list[int]) -> list[int]:
        """Refuse overlaps given twice, or out of order."""
        if samples != sorted(set(samples)):
            raise ValueError(f"expected ascending numbers, found {samples}")
        return samples


class Snapshots(OfGroup):
    """What fields paint on the way (Croppable INRs Fig. 4)."""

    fields: list[str] = Field([], description="fields of the group")
    seed: int | None = Field(None, ge=0, description="null: the study's first")
    steps: list[PositiveInt] = Field(
        [10, 50],
        description="after which a picture is taken, besides the end; steps with a large common "
        "divisor are faster, since fits pause at its multiples",
    )

    @field_validator("steps")
    @classmethod
    def steps_ascend(cls, steps: list[int]) -> list[int]:
        """Refuse steps given twice, or out of order."""
        if steps != sorted(set(steps)):
            raise ValueError(f"expected ascending numbers, found {steps}")
        return steps


class Distillation(OfGroup):
    """Cells that one network teaches between the samples (Croppable INRs Table 8)."""

    teacher: str = Field("siren", description="field of the group; its fits of all seeds are used")
    student: str = Field("siren-per-partition", description="field of the group")


class Looks(Comparison):
    """The four of them beside the groups that they look at."""

    seams: Seams = Seams()
    overlap: Overlap = Overlap()
    snapshots: Snapshots = Snapshots()
    distillation: Distillation = Distillation()

    @model_validator(mode="after")
    def looks_at_what_is_fitted(self) -> "Looks":
        """Refuse groups, signals, fields and a seed that the study does not have."""
        for name in self.seams.groups or []:
            known("seams.groups", name, self.groups)
        for key in ("overlap", "snapshots"):
            told = getattr(self, key)
            if told.group is not None and not told.fields:
                raise ValueError(f"{key}.fields: expected fields of group {told.group}, found none")
            of_group(key, told, told.fields, self.groups)
        both = [self.distillation.teacher, self.distillation.student]
        of_group("distillation", self.distillation, both, self.groups)
        if self.snapshots.seed not in (None, *self.seeds):
            raise ValueError(
                f"snapshots.seed: expected one of {self.seeds}, found {self.snapshots.seed}"
            )
        return self


def of_group(key: str, told: OfGroup, fields: list[str], groups: Mapping[str, Group]) -> None:
    """Refuse a group that is not there, and names that it does not have."""
    if told.group is not None:
        known(f"{key}.group", told.group, groups)
        group = groups[told.group]
        if told.signal is not None:
            known(f"{key}.signal", told.signal, group.signals)
        for name in fields:
            known(f"{key}: field of group {told.group}", name, group.fields)
