"""Options of the test for a difference between groups (O-INR section 6; SnPM)."""

from typing import Literal

from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from inrflow.config.base import Strict


class GroupTest(Strict):
    """Two-sample t of every voxel; p by exchanging the subjects' groups."""

    covariates: list[str] = Field(
        [], description="columns of the subjects' table that are regressed out: age, sex, others"
    )
    smoothing: NonNegativeFloat = Field(
        8.0, description="full width at half maximum of the Gaussian that smooths volumes, mm"
    )
    permutations: int = Field(
        10_000,
        ge=2,
        description="that identity counts among; of small groups without covariates all there "
        "are, if no more",
    )
    seed: int = Field(0, ge=0, description="of the permutations")
    engine: Literal["product", "nilearn"] = Field(
        "product",
        description="product: matrix products over chunks of voxels, which gives uncorrected p "
        "too; nilearn: permuted_ols, family-wise p alone, all volumes at once",
    )
    tfce: bool = Field(
        False,
        description="threshold-free cluster enhancement too, by nilearn: slow, all volumes at once",
    )
    chunk: PositiveInt = Field(4_000, description="voxels worked on at once")
    threads: PositiveInt = Field(1, description="CPU threads of a job")
    height: PositiveFloat = Field(
        0.001,
        le=0.5,
        description="uncorrected one-sided p (of t) that voxels of a cluster are under",
    )
    extent: NonNegativeInt = Field(10, description="voxels that a cluster has at least")
    distance: PositiveFloat = Field(8.0, description="between peaks of one cluster, mm")


class Agreement(Strict):
    """How the maps of imputed volumes are compared with those of the original ones."""

    thresholds: list[PositiveFloat] = Field(
        [2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0], min_length=1, description="|t| of Dice's masks"
    )
    level: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="family-wise p that voxels of family-wise clusters have at most",
    )
    true_share: PositiveFloat = Field(
        0.5,
        lt=1,
        description="a made cohort's truth that is to be found: where its smoothed difference is "
        "above this share of its largest",
    )
    weak_share: PositiveFloat = Field(
        0.1,
        lt=1,
        description="share of the largest above which a difference is true, though weak: what is "
        "found there is not false",
    )
    tolerance: NonNegativeFloat = Field(
        8.0, description="distance from a true difference within which a cluster is not false, mm"
    )

    @model_validator(mode="after")
    def thresholds_differ_and_shares_ascend(self) -> "Agreement":
        """Refuse a threshold given twice, and a truth that is not within what is weakly true."""
        if len(set(self.thresholds)) != len(self.thresholds):
            raise ValueError(f"thresholds: expected numbers that differ, found {self.thresholds}")
        if self.weak_share > self.true_share:
            raise ValueError(
                f"weak_share: expected at most true_share of {self.true_share}, found "
                f"{self.weak_share}"
            )
        return self
