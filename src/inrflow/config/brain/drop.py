"""Which slices of a scan a clinical acquisition would have."""

from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from inrflow.config.base import Strict

Axis = Literal["sagittal", "coronal", "axial"]


class Drop(Strict):
    """Every gap-th slice, or slab of slices, is kept: slice offset, offset + gap, ..."""

    axis: Axis = Field("coronal", description="direction across the slices")
    gap: int = Field(3, ge=2, description="slices from the first of one slab to that of the next")
    offset: int = Field(0, ge=0, description="slices before the first slab")
    thickness: PositiveInt = Field(
        1, description="slices that are averaged into a measured one; 1: thin slices"
    )
    subjects: PositiveInt | None = Field(
        None, description="first subjects that are imputed, without a group test; null: all"
    )

    @model_validator(mode="after")
    def slabs_do_not_overlap(self) -> "Drop":
        """Refuse slabs that overlap, and an offset that hides one."""
        if self.thickness > self.gap:
            raise ValueError(
                f"thickness: expected at most the gap of {self.gap}, found {self.thickness}"
            )
        if self.offset >= self.gap:
            raise ValueError(
                f"offset: expected less than the gap of {self.gap}, found {self.offset}"
            )
        return self
