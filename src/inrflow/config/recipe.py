"""How a field is fitted."""

from typing import Literal

from pydantic import Field, NonNegativeInt, model_validator

from inrflow.config.base import Strict


class Schedule(Strict):
    """The learning rate over the run, as a factor of `learning_rate`, e = step / steps."""

    kind: Literal["constant", "cosine", "exponential"] = Field(
        "constant", description="shape after the warm-up; exponential: final^e"
    )
    final: float = Field(0.1, gt=0, le=1, description="factor at the end of `exponential`")
    floor: float = Field(0.0, ge=0, le=1, description="factor at the end of `cosine`")
    warmup: float = Field(
        0.0, ge=0, lt=1, description="share of the run in which the factor rises linearly to 1"
    )
    start: float = Field(0.1, ge=0, le=1, description="factor at the first step of the warm-up")


class Recipe(Strict):
    """Optimiser, loss and length of a fit. Seeds come from `seeds`."""

    optimiser: Literal["adam", "adamw", "sgd"] = Field("adam", description="torch optimiser")
    learning_rate: float = Field(gt=0, le=1e6, description="base learning rate")
    schedule: Schedule = Field(Schedule(), description="learning rate over the run")
    rates: dict[str, float] = Field(
        {}, description="start of a parameter's name -> factor on its learning rate"
    )
    loss: Literal["mse", "l1"] = Field("mse", description="mean over samples and channels")
    steps: int = Field(ge=1, description="optimiser steps")
    batch: int | None = Field(
        None,
        ge=1,
        description="samples a step (of each frame or cell for pointwise fields with several "
        "members, frames for NeRV, tiles for O-INR with `tile`); null: all",
    )
    tile: int | None = Field(
        None,
        ge=1,
        description="longest side of the tiles that O-INR is fitted in, samples; the halo that its "
        "kernels see comes on top. With `batch` null the gradients are those of the whole lattice, "
        "at the memory of one tile; null: the whole lattice at once",
    )
    sampling: Literal["epoch", "replacement"] = Field(
        "epoch",
        description="how a batch is drawn; epoch: each sample once before any again, the rest that "
        "fills no batch left out; replacement: every sample on its own",
    )
    overlap: list[NonNegativeInt] | None = Field(
        None,
        description="samples along each axis by which a cell also sees its neighbours' while it is "
        "fitted (not when it is decoded); null: none",
    )
    evaluations: int = Field(
        0, ge=0, description="times that the whole signal's error is measured on the way"
    )
    precision: Literal["highest", "high", "medium"] = Field(
        "highest", description="torch float32 matmul precision"
    )
    threads: int = Field(1, ge=1, description="CPU threads; part of what fixes the bytes")
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="auto: CUDA if there, else CPU"
    )

    @model_validator(mode="after")
    def replacement_has_a_batch(self) -> "Recipe":
        """Refuse draws with replacement of all samples."""
        if self.sampling == "replacement" and self.batch is None:
            raise ValueError("sampling: replacement needs `batch`, found null")
        return self
