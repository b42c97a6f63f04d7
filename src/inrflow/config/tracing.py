"""What a canvas stores."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict


class Tracing(Strict):
    """Size and content of the canvases."""

    stages: list[str] | None = Field(None, description="stages to store; null: all")
    frames: list[int] | None = Field(None, description="frames to store, indices; null: all")
    dtype: Literal["float32", "float16"] = Field("float32", description="numbers as stored")
    chunk_mib: int = Field(
        64, ge=1, description="memory that one piece of a stage may take, MiB; bounds the peak"
    )
    threads: int = Field(1, ge=1, description="CPU threads")
