"""Options of the part `sequences`: frames that were fitted, and frames between (O-INR 4.3)."""

from typing import ClassVar, Literal

from pydantic import Field, FiniteFloat, PositiveInt, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.comparison import SET_BY_GROUP
from inrflow.config.oinr.part import Part
from inrflow.config.refusals import names_are_paths, nulls_left_out

Classical = Literal["nearest", "linear", "cubic"]


class Offset(Strict):
    """How the operator is told of a frame; null: as the field has it."""

    offset: Literal["added", "channels"] | None = Field(
        None, description="gamma added to every channel, or channels of the frame's own"
    )
    alpha: FiniteFloat | None = Field(None, description="gamma of the first frame")
    beta: FiniteFloat | None = Field(None, description="gamma of the last, or the one after it")
    division: Literal["N", "N-1"] | None = Field(None, description="what beta - alpha is split by")
    frame_levels: PositiveInt | None = Field(None, description="frequencies of own channels")


class SequenceFigure(Strict):
    """PSNR of every frame, and an unseen frame."""

    seed: int | None = Field(None, ge=0, description="seed whose pictures are shown; null: first")


class Sequences(Part):
    """One network a clip or volume, fitted to all of its frames or to some; none by default."""

    set_by_part: ClassVar[tuple[str, ...]] = (*SET_BY_GROUP, "batch")

    search: str | None = Field(
        None,
        description="name under `searches`: each method's learning rate is the best on all frames "
        "of its signal, whatever recipes say; null: as they say",
    )
    signals: list[str] = Field([], description="names under `signals`, of several frames or slices")
    operator: str = Field(
        "oinr-sequence", description="name under `fields`, of architecture oinr_sequence"
    )
    variants: dict[str, Offset] = Field(
        {"released": Offset()}, min_length=1, description="name -> the operator told so of frames"
    )
    baselines: list[str] = Field(
        [],
        description="names under `fields`: of coordinates without cells, time or depth being one, "
        "or of times (nerv)",
    )
    classical: list[Classical] = Field(
        ["nearest", "linear"],
        description="interpolations of kept frames; nearest: of two the earlier",
    )
    every: list[PositiveInt] = Field(
        [1, 3], min_length=1, description="every k-th frame is kept and fitted; 1: all"
    )
    last: bool = Field(True, description="whether the last frame is kept too, whatever `every`")
    batch: int | None = Field(
        None,
        ge=1,
        description="kept frames a step; for a field of coordinates as many samples; null: all. "
        "In place of the recipes' own",
    )
    order: Literal["shuffled", "fixed"] = Field(
        "shuffled",
        description="of batches; shuffled: each frame (sample, for coordinates) once an epoch, the "
        "rest that fills no batch left out; fixed: as frames follow each other, the rest too "
        "(released)",
    )
    budget: int | None = Field(
        None, ge=1, description="parameters of all, met within 1 %; null: networks as configured"
    )
    steps: int = Field(1000, ge=1, description="optimiser steps of every fit")
    figure: SequenceFigure = SequenceFigure()

    _kept = field_validator("variants", mode="before")(nulls_left_out)
    _names = field_validator("variants")(names_are_paths)

    @model_validator(mode="after")
    def names_differ(self) -> "Sequences":
        """Refuse names given twice."""
        for key, names in (
            ("signals", self.signals),
            ("every", self.every),
            ("variants, baselines and classical", self.methods),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"{key}: expected values that differ, found {names}")
        return self

    @property
    def fields(self) -> list[str]:
        """Names under `fields`."""
        return [self.operator, *self.baselines]

    @property
    def methods(self) -> list[str]:
        """All that are compared, in order."""
        return [*self.variants, *self.baselines, *self.classical]

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            return dict.fromkeys(self.signals, "signals")
        if not self.signals:
            return {}
        return dict.fromkeys(self.baselines, "baselines") | {self.operator: "operator"}
