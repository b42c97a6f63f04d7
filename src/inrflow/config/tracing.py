"""What a canvas stores."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict


class Tracing(Strict):
    """Size and content of one field's canvases."""

    stages: list[str] | None = Field(None, min_length=1, description="stages to store; null: all")
    frames: list[int] | None = Field(
        None, min_length=1, description="frames to store, indices; null: all"
    )
    dtype: Literal["float32", "float16"] = Field("float32", description="numbers as stored")
    chunk_mib: int = Field(
        64, ge=1, description="memory that one piece of a stage may take, MiB; bounds the peak"
    )
    threads: int = Field(1, ge=1, description="CPU threads")


class TracingOfFields(Tracing):
    """Size and content of the canvases."""

    stages: dict[str, list[str]] | None = Field(  # type: ignore[assignment]
        None, description="field -> stages to store; null, or a field left out: all"
    )

    def of(self, field: str) -> Tracing:
        """Return the options of one field."""
        stages = (self.stages or {}).get(field)
        return Tracing(**(self.model_dump(mode="json") | {"stages": stages}))
