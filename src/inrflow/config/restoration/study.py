"""Options of the study `restoration` (O-INR Table 2; Croppable INRs Tables 14 and 15)."""

from typing import Literal

from pydantic import Field, PositiveInt, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.claims import Enough
from inrflow.config.comparison import LearningRates
from inrflow.config.refusals import known, names_are_paths, seeds_differ
from inrflow.config.restoration.claims import BEST, ClaimName, Held
from inrflow.config.restoration.task import Task


class RestoredPictures(Strict):
    """Pictures of the truth, the measurement, and what methods make of it."""

    signal: dict[str, str] = Field(
        {}, description="name of a task -> its signal that is shown; one left out shows its first"
    )
    seed: int | None = Field(None, ge=0, description="seed shown; null: the first")
    selection: Literal["fixed", "blind", "oracle"] = Field(
        "blind",
        description="step shown, or setting of a classical method; blind: chosen without truth",
    )
    zoom: float = Field(3.0, gt=1, description="factor by which a part is enlarged")


class RestorationCurves(Strict):
    """PSNR and held-out error over steps, of the pictures that are shown."""

    logarithmic: bool = Field(True, description="logarithmic axis of steps")


class RestorationFigures(Strict):
    """One block a figure: a change redraws that figure alone."""

    curves: RestorationCurves = RestorationCurves()
    pictures: RestoredPictures = RestoredPictures()


class Restoration(Strict):
    """What the study restores, and by which fields; nothing without tasks."""

    seeds: list[int] = Field(
        [0, 1],
        min_length=1,
        description="of noise, held-out measurements and weights; a fit of each field a seed",
    )
    rates: LearningRates = LearningRates()
    tasks: dict[str, Task] = Field({}, description="name -> measurements, pictures and fields")
    only: list[str] | None = Field(
        None, description="names under `tasks` that are run; null: all, an empty list: none"
    )
    evaluations: PositiveInt = Field(
        30,
        description="times that a picture is measured on the way of a fit; steps are chosen among "
        "these",
    )
    figures: RestorationFigures = RestorationFigures()
    claims: dict[ClaimName, list[Held]] = Field(
        {}, description="name of a claim -> the methods that it is held against"
    )
    enough: Enough = Enough()

    _names = field_validator("tasks")(names_are_paths)
    _seeds = field_validator("seeds")(seeds_differ)

    @model_validator(mode="after")
    def names_exist_within(self) -> "Restoration":
        """Refuse unknown tasks, a search of a seed that is fitted, figures of what is not."""
        shown = self.figures.pictures
        for where, names in (("only", self.only or []), ("figures.pictures.signal", shown.signal)):
            for name in names:
                known(where, name, self.tasks)
        for claim, pairs in self.claims.items():
            for one in pairs:
                known(f"claims.{claim}: task", one.task, self.tasks)
        for name, task in self.tasks.items():
            if task.search is not None and task.search.seed in self.seeds:
                raise ValueError(
                    f"tasks.{name}.search.seed: expected none of {self.seeds}, found "
                    f"{task.search.seed}"
                )
            if shown.signal.get(name, task.signals[0]) not in task.signals:
                raise ValueError(
                    f"figures.pictures.signal.{name}: expected one of {task.signals}, found "
                    f"{shown.signal[name]!r}"
                )
        if shown.seed is not None and shown.seed not in self.seeds:
            raise ValueError(
                f"figures.pictures.seed: expected one of {self.seeds}, found {shown.seed}"
            )
        return self

    @property
    def chosen(self) -> dict[str, Task]:
        """The tasks that are run."""
        wanted = self.tasks if self.only is None else self.only
        return {name: self.tasks[name] for name in wanted}

    def shown(self, task: str) -> str:
        """Return the signal of a task that figures show."""
        return self.figures.pictures.signal.get(task, self.tasks[task].signals[0])

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that the study names -> the key that names them first."""
        found: dict[str, str] = {}
        for name, task in self.tasks.items():
            for one in getattr(task, kind):
                found.setdefault(one, f"tasks.{name}.{kind}")
            if kind == "signals" and task.search is not None:
                found.setdefault(task.search.signal, f"tasks.{name}.search.signal")
        if kind == "fields":
            for claim, pairs in self.claims.items():
                for one in pairs:
                    for side in {one.first, one.second} - {None, BEST}:
                        found.setdefault(side, f"claims.{claim}")
        return found
