"""The whole configuration. Stages never see it: each gets the block that it needs."""

from itertools import product
from typing import Annotated, Union

from pydantic import Field, field_validator, model_validator

from inrflow.config import networks, readers
from inrflow.config.base import Strict
from inrflow.config.brain.study import Brain
from inrflow.config.comparison import revised
from inrflow.config.croppable.study import Croppable
from inrflow.config.discover import models_in
from inrflow.config.editing import DecodeOfSignals, Edit, edits_name_what_exists
from inrflow.config.encode import Encode
from inrflow.config.names import nearest
from inrflow.config.oinr.study import OinrStudy
from inrflow.config.recipe import Recipe
from inrflow.config.refusals import names_are_paths, seeds_differ
from inrflow.config.restoration.study import Restoration
from inrflow.config.survey import SurveyEntry
from inrflow.config.tracing import TracingOfFields
from inrflow.config.xinc.study import Xinc
from inrflow.errors import InputError

Reader = Annotated[
    Union[models_in(readers, "reader")],  # noqa: UP007 (made of what the folder holds)
    Field(discriminator="reader"),
]
Network = Annotated[
    Union[models_in(networks, "architecture")],  # noqa: UP007
    Field(discriminator="architecture"),
]
COMPARISONS = ("encode", "croppable", "oinr")  # studies of groups of fields


class FieldEntry(Strict):
    """A field to fit: its network and its recipe."""

    network: Network
    recipe: Recipe


class Config(Strict):
    """Everything that a run needs."""

    signals: dict[str, Reader] = Field(description="name -> reader and its options")
    fields: dict[str, FieldEntry] = Field(description="name -> network and recipe")
    seeds: list[int] = Field(min_length=1, description="each field is fitted once a seed")
    tracing: TracingOfFields = TracingOfFields()
    decode: DecodeOfSignals = DecodeOfSignals()
    edits: dict[str, Edit] = Field({}, description="name -> a crop or an extension of a fit")
    xinc: Xinc = Xinc()
    encode: Encode = Encode()
    croppable: Croppable = Croppable()
    oinr: OinrStudy = OinrStudy()
    restoration: Restoration = Restoration()
    brain: Brain = Brain()
    survey: dict[str, SurveyEntry] = Field({}, description="name -> data set to survey")

    _names = field_validator("signals", "fields", "edits", "survey")(names_are_paths)
    _seeds = field_validator("seeds")(seeds_differ)

    @model_validator(mode="after")
    def studies_name_what_exists(self) -> "Config":
        """Refuse a study that names an unknown signal or field."""
        for kind in ("signals", "fields"):
            known = getattr(self, kind)
            for where, block in (("xinc", self.xinc), ("xinc.heads", self.xinc.heads)):
                for name in getattr(block, kind) or []:
                    if name not in known:
                        near = nearest(name, known)
                        raise ValueError(f"{where}.{kind}: unknown name {name!r}{near}")
        for name in self.xinc.regions:
            if name not in self.signals:
                near = nearest(name, self.signals)
                raise ValueError(f"xinc.regions: unknown signal {name!r}{near}")
        for kind in ("sizes", "regions"):
            for name in getattr(self.decode, kind):
                if name not in self.signals:
                    near = nearest(name, self.signals)
                    raise ValueError(f"decode.{kind}: unknown signal {name!r}{near}")
        for name in self.tracing.stages or {}:
            if name not in self.fields:
                raise ValueError(
                    f"tracing.stages: unknown field {name!r}{nearest(name, self.fields)}"
                )
        return self

    @model_validator(mode="after")
    def edits_name_what_exists(self) -> "Config":
        """Refuse an edit of something unknown."""
        edits_name_what_exists(self.edits, self.signals, self.fields)
        return self

    @model_validator(mode="after")
    def comparisons_name_what_exists(self) -> "Config":
        """Refuse groups, restorations and imputations of an unknown signal or field."""
        for kind, study in product(("signals", "fields"), (*COMPARISONS, "restoration", "brain")):
            known = getattr(self, kind)
            for name, where in getattr(self, study).named(kind).items():
                if name not in known:
                    near = nearest(name, known)
                    raise ValueError(f"{study}.{where}: unknown name {name!r}{near}")
        return self

    @model_validator(mode="after")
    def objects_have_masks(self) -> "Config":
        """Refuse crops by object of unknown signals, or ones without masks, and unknown fields."""
        wanted = self.croppable.objects
        if not wanted.signals:
            return self
        for kind in ("signals", "fields"):
            known = getattr(self, kind)
            for name in getattr(wanted, kind):
                if name not in known:
                    near, where = nearest(name, known), f"croppable.objects.{kind}"
                    raise ValueError(f"{where}: unknown name {name!r}{near}")
        for name in wanted.signals:
            if not self.signals[name].has_segments:
                raise ValueError(
                    f"croppable.objects.signals: expected signals with masks, found {name!r}"
                )
        for name in wanted.fields:
            try:
                revised(self.fields[name].recipe, wanted.recipe)
            except InputError as error:
                raise ValueError(f"croppable.objects: {error}") from None
        return self

    @model_validator(mode="after")
    def restorations_revise_recipes(self) -> "Config":
        """Refuse a task whose recipe does not go with a field's own."""
        for name, task in self.restoration.tasks.items():
            for field in task.fields:
                try:
                    revised(self.fields[field].recipe, task.recipe)
                except InputError as error:
                    raise ValueError(f"restoration.tasks.{name}: {error}") from None
        return self

    @model_validator(mode="after")
    def imputations_revise_recipes(self) -> "Config":
        """Refuse an imputation whose recipe does not go with its field's own."""
        for key, method in self.brain.fitted():
            try:
                revised(self.fields[method.field].recipe, method.recipe)
            except InputError as error:
                raise ValueError(f"brain.{key}: {error}") from None
        return self

    @model_validator(mode="after")
    def groups_revise_recipes(self) -> "Config":
        """Refuse a group whose recipe does not go with a field's own."""
        for study in COMPARISONS:
            for name, group in getattr(self, study).groups.items():
                for field in group.fields:
                    try:
                        revised(self.fields[field].recipe, group.recipe)
                    except InputError as error:
                        raise ValueError(f"{study}.groups.{name}: {error}") from None
        return self
