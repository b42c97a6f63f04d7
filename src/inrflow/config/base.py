"""What all configuration models share."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A configuration block: unknown keys are errors, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
