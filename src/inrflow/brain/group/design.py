"""The noun of this station: who belongs to which group, and what is regressed out."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float64

from inrflow.errors import InputError

MISSING = ("", "n/a", "nan", "NaN", "NA", "None")
NEAR = 1e-9  # relative size of what is left of a column that others explain


@dataclass(frozen=True)
class Design:
    """The design of a two-sample t: groups, covariates, an intercept.

    Attributes:
        first: whether a subject is of the first group, which is coded 1, the second 0.
        covariates: columns that are regressed out, the intercept apart.
    """

    first: Bool[np.ndarray, " subject"]
    covariates: Float64[np.ndarray, "subject covariate"]

    @property
    def subjects(self) -> int:
        """Number of subjects."""
        return len(self.first)

    @property
    def freedom(self) -> int:
        """Degrees of freedom: subjects less two and less the covariates."""
        return self.subjects - 2 - self.covariates.shape[1]

    @cached_property
    def nuisance(self) -> Float64[np.ndarray, "subject column"]:
        """Orthonormal columns that span the intercept, which comes first, and the covariates."""
        scaled = self.covariates - self.covariates.mean(0)
        scaled /= np.linalg.norm(scaled, axis=0)
        ones = np.full((self.subjects, 1), self.subjects**-0.5)
        return np.hstack([ones, np.linalg.qr(scaled)[0]])

    @cached_property
    def tested(self) -> Float64[np.ndarray, " subject"]:
        """The groups' code less what intercept and covariates explain, of norm 1."""
        rest = without(self.first.astype(np.float64)[:, None], self.nuisance)[:, 0]
        return rest / np.linalg.norm(rest)


def without(
    values: Float64[np.ndarray, "subject voxel"], columns: Float64[np.ndarray, "subject column"]
) -> Float64[np.ndarray, "subject voxel"]:
    """Return values less their projections on orthonormal columns.

    Rows are summed one by one, so that a voxel's result does not hang on which others are there.
    """
    rest = values.copy()
    for column in columns.T[:, :, None]:
        rest -= column * sum(column * rest)
    return rest


def designed(subjects: pd.DataFrame, groups: list[str], covariates: list[str]) -> Design:
    """Return the design of a table of subjects.

    Args:
        subjects: columns subject, group, and the covariates: numbers, or words, which become a
            column of 0 and 1 each but the first by alphabet.
        groups: first and second.
        covariates: names of columns.

    Raises:
        InputError: fewer than two subjects of a group; a covariate that is not there, is missing
            for a subject, does not vary, or is explained by the groups and the other covariates;
            no degree of freedom left.
    """
    groups_of = subjects["group"].to_numpy()
    for group in groups:
        if (count := int((groups_of == group).sum())) < 2:
            raise InputError(f"group {group}: expected two or more usable subjects, found {count}")
    columns = [column for name in covariates for column in _columns(subjects, name)]
    design = Design(
        groups_of == groups[0],
        np.array(columns, np.float64).reshape(len(columns), len(subjects)).T,
    )
    if design.freedom < 1:
        raise InputError(
            f"covariates: expected fewer columns than the {len(subjects)} subjects less two, "
            f"found {len(columns)}"
        )
    _expect_full_rank(design, covariates)
    return design


def _columns(subjects: pd.DataFrame, name: str) -> list[Float64[np.ndarray, " subject"]]:
    """Return a covariate's columns of the design."""
    if name not in subjects:
        there = ", ".join(subjects.columns)
        raise InputError(f"covariate {name}: expected a column of the subjects, found {there}")
    words = subjects[name].astype(str).str.strip()
    if (missing := subjects[name].isna() | words.isin(MISSING)).any():
        who = subjects["subject"][missing].iloc[0]
        raise InputError(f"covariate {name}: expected a value of every subject, found none: {who}")
    if words.nunique() == 1:
        raise InputError(f"covariate {name}: expected values that differ, found {words.iloc[0]}")
    numbers = pd.to_numeric(words, errors="coerce")
    if np.isfinite(numbers).all():
        return [numbers.to_numpy(np.float64)]
    return [(words == level).to_numpy(np.float64) for level in sorted(set(words))[1:]]


def _expect_full_rank(design: Design, covariates: list[str]) -> None:
    """Refuse covariates that explain the groups or one another."""
    columns = np.column_stack([design.first, design.covariates])
    columns -= columns.mean(0)
    columns /= np.linalg.norm(columns, axis=0)
    if np.linalg.svd(columns, compute_uv=False)[-1] < NEAR:
        names = ", ".join(covariates)
        raise InputError(
            f"covariates {names}: expected that none follows from the others and the groups, "
            "found one that does"
        )
