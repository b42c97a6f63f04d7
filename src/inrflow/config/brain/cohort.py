"""Where a cohort's scans come from, which subjects take part, and how scans are read."""

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, PositiveInt, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.refusals import names_differ


class Selection(Strict):
    """Which subjects take part, and which of their scans."""

    groups: list[str] = Field(
        ["CN", "AD"],
        min_length=1,
        description="groups as the data name them; differences are of the first less the second",
    )
    age: tuple[NonNegativeFloat, NonNegativeFloat] | None = Field(
        None,
        description="youngest and oldest at the scan, years, both taken in; unknown ages are not; "
        "null: any",
    )
    sex: Literal["F", "M"] | None = Field(None, description="null: both")
    visits: list[str] | None = Field(
        None,
        description="visits (ADNI, tables) or sessions (BIDS) to take, of each subject the first "
        "in this order that it has; null: the earliest of which all else here is true",
    )
    subjects: list[str] | None = Field(None, description="names that may take part; null: all")
    most: PositiveInt | None = Field(
        None, description="largest number of subjects of a group, the first by name; null: all"
    )

    _groups = field_validator("groups")(names_differ)

    @model_validator(mode="after")
    def ages_ascend(self) -> "Selection":
        """Refuse an empty range of ages."""
        if self.age is not None and self.age[0] > self.age[1]:
            raise ValueError(f"age: expected two ascending numbers, found {list(self.age)}")
        return self


class Intensity(Strict):
    """Which intensities become 0 and 1; what lies outside is clipped there."""

    low: float | None = Field(
        None, ge=0, lt=100, description="percentile inside the mask; null: intensity 0"
    )
    high: float = Field(99.5, gt=0, le=100, description="percentile inside the mask")


class Scans(Strict):
    """What every source of scans has."""

    select: Selection = Selection()
    mask: str = Field(
        "template",
        description="brain mask; template: nilearn's of MNI152 on the scans' grid, for scans in "
        "that space; positive: where a scan is above 0, for skull-stripped ones; else a NIfTI "
        "file, in whose path {subject} stands for a name and {visit} for the scan's visit",
    )
    intensity: Intensity = Intensity()
    resample: bool = Field(
        False,
        description="whether scans on another grid than the first subject's are resampled to it, "
        "which is no registration; no: they are bad scans",
    )
    bad: Literal["fatal", "skip"] = Field(
        "fatal",
        description="what a scan that cannot be used does; fatal: it ends the run by its name; "
        "skip: the cohort goes on without it, and tables and report name it",
    )

    subjects_per_job: PositiveInt = Field(
        8,
        description="subjects that one job reads, or imputes; an interrupted run loses no more "
        "than these. Groups take turns, each by name",
    )


class Made(Scans):
    """A cohort made of nilearn's MNI152 template: smooth warps, larger ventricles and smaller,
    darker hippocampi in AD, bias field, gain, noise; written as a BIDS folder of NIfTI files.
    """  # noqa: D205 (one sentence)

    source: Literal["made"]
    each: PositiveInt = Field(6, ge=2, description="subjects of each of the groups CN and AD")
    resolution: PositiveInt = Field(4, description="distance between voxels, mm")
    seed: int = Field(0, ge=0, description="of all that is drawn; another cohort is another seed")
    severity: NonNegativeFloat = Field(
        1.0, description="mean severity of AD; 0: both groups are alike"
    )
    warp: NonNegativeFloat = Field(1.2, description="sd of the smooth displacements, mm")
    noise: NonNegativeFloat = Field(0.015, description="sd of the noise, of the template's range")

    @model_validator(mode="after")
    def chosen_before_made(self) -> "Made":
        """Refuse to choose by what is not known before the cohort is made, or that it lacks."""
        for key in ("age", "sex", "visits"):
            if getattr(self.select, key) is not None:
                raise ValueError(f"select.{key}: a made cohort is chosen from by groups and names")
        return self


class Bids(Scans):
    """A BIDS folder, raw or derived."""

    source: Literal["bids"]
    path: str = Field(description="folder that holds participants.tsv")
    suffix: str = Field("T1w", description="suffix of the scans' names")
    derivative: str | None = Field(
        None,
        description="folder under `derivatives`, or a whole path to one elsewhere, whose scans "
        "are read; null: the raw ones",
    )
    entities: dict[str, str] = Field(
        {},
        description="entities that a scan's name must have, as {space: MNI152NLin2009cAsym}; an "
        "empty value: that it must not have",
    )
    group: str | None = Field(
        None,
        description="column that tells the group, of a subject's sessions.tsv or, where that has "
        "no entry, of participants.tsv; null: group, diagnosis, dx or another usual name",
    )


class Adni(Scans):
    """A download of the ADNI collection: its folders as unpacked, and the search's CSV."""

    source: Literal["adni"]
    path: str = Field(description="folder that the archives were unpacked in, side by side")
    table: str = Field(description="the CSV: subject, group, image or date, age, sex, visit")
    series: list[str] = Field(
        ["MPR", "MP-RAGE", "SPGR", "MT1"],
        min_length=1,
        description="words, one of which a scan's description must hold, whatever the case; masks "
        "are never scans",
    )
    processed: bool = Field(
        True,
        description="which of several scans of a visit is preferred; yes: the one most was done "
        "to; no: one as scanned",
    )


class Listed(Scans):
    """A plain table, a row a scan: subject, path, group, perhaps age, sex, visit, others."""

    source: Literal["table"]
    path: str = Field(description="CSV, or TSV by its ending; paths in it are relative to it")


Cohort = Annotated[Made | Bids | Adni | Listed, Field(discriminator="source")]
