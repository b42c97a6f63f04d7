"""How missing slices are imputed."""

from typing import Annotated, Any, Literal

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from inrflow.config.base import Strict

SET_BY_METHOD = ("steps", "evaluations", "batch", "sampling", "overlap", "tile", "learning_rate")


class Interpolation(Strict):
    """Interpolation of the measured slices along the axis, voxel by voxel."""

    kind: Literal["interpolation"]
    how: Literal["nearest", "linear", "cubic", "lanczos"] = Field(
        description="nearest: of two the earlier; cubic: a spline; lanczos: windowed sinc, 3 lobes"
    )
    subjects: Literal[None] = Field(None, description="all")


class Fitted(Strict):
    """A neural field of each subject, fitted to its measured slices (O-INR section 6)."""

    kind: Literal["field"]
    field: str = Field(
        description="name under `fields`: of architecture oinr_sequence, slices as frames, or of "
        "coordinates without cells"
    )
    over: Literal["nothing", "linear"] = Field(
        "nothing",
        description="nothing: the field paints slices; linear: it paints what linear interpolation "
        "lacks, learnt by leaving measured slices out in turn",
    )
    after: str | None = Field(
        None,
        description="method whose fit of the cohort's first subject every fit begins with (warm "
        "start); null: from initial weights (cold)",
    )
    steps: PositiveInt = Field(description="optimiser steps a subject")
    batch: PositiveInt | None = Field(
        4,
        description="measured slices a step, or as many samples of a field of coordinates; "
        "null: all",
    )
    together: PositiveInt = Field(
        1,
        description="subjects of a job fitted at once, as one ensemble of operators for sequences, "
        "where slices are so small that this is faster; memory of a step grows alike; steps are "
        "those of a fit alone, to rounding, which long fits at high rates amplify (up to 0.3 dB)",
    )
    learning_rate: PositiveFloat | None = Field(
        None, description="in place of the field's and of the search's; null: theirs"
    )
    recipe: dict[str, Any] = Field({}, description="keys of a recipe that replace the field's")
    subjects: PositiveInt | None = Field(
        None,
        description="first subjects of a cohort that are imputed, without a group test; null: all",
    )

    @model_validator(mode="after")
    def recipe_leaves_the_rest(self) -> "Fitted":
        """Refuse a recipe that sets what the method sets."""
        for key in SET_BY_METHOD:
            if key in self.recipe:
                raise ValueError(f"recipe.{key}: expected none, the method sets it, found one")
        return self


Method = Annotated[Interpolation | Fitted, Field(discriminator="kind")]
