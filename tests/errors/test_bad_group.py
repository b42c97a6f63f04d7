"""What the stage `brain-group` refuses: one line, nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.brain.scan import TABLE, write_volume
from laws.scanned import AFFINE, SHAPE, subjects, write_part

Run = Callable[..., str]


def params(**test: Any) -> dict[str, Any]:
    """Return what the stage is told."""
    return {"test": {"permutations": 5} | test, "groups": ["CN", "AD"], "methods": ["original"]}


@pytest.mark.parametrize(
    ("column", "value", "covariates", "said"),
    [
        ("age", [70, 71, "", 72, 73, 74], ["age"], "age: expected a value of every subject, f"),
        ("sex", "F", ["sex"], "covariate sex: expected values that differ, found F"),
        ("site", "a", ["education"], "covariate education: expected a column of the subjects, "),
        ("site", [1, 2] * 3, ["site"], "expected that none follows from the others and the groups"),
        ("site", list("abcdef"), ["site"], "expected fewer columns than the 6 subjects less two"),
        ("group", ["CN"] * 5 + ["AD"], [], "group AD: expected two or more usable subjects, found"),
        ("group", "MCI", [], "cohort: expected a usable scan, found none"),
    ],
    ids=["missing", "constant", "absent", "confounded", "too-many", "one", "none"],
)
def test_designs_that_cannot_be_tested(
    column: str, value: Any, covariates: list[str], said: str, refuse: Run, tmp_path: Path
) -> None:
    table = subjects(3).assign(**{column: value})
    table.to_csv(tmp_path / TABLE, index=False)
    told = params(covariates=covariates)
    error = refuse("brain-group", told, scans=tmp_path, maps=tmp_path / "maps")
    assert said in error
    if column == "age":
        assert error.endswith("s2")


@pytest.mark.parametrize(
    ("shape", "shift", "value", "name", "said"),
    [
        ((4, 4, 4), 0.0, 1.0, "s3", "s3.nii.gz: expected shape (12, 14, 10), found (4, 4, 4)"),
        (SHAPE, 2.0, 1.0, "s3", "s3.nii.gz: expected the first scan's affine"),
        (SHAPE, 0.0, np.nan, "s3", "s3.nii.gz: expected finite intensities, found others"),
        (SHAPE, 0.0, 0.0, "s3_mask", "masks: expected voxels within every subject's, found none"),
    ],
    ids=["shape", "place", "nan", "empty-mask"],
)
def test_volumes_that_cannot_be_tested(
    shape: tuple[int, ...],
    shift: float,
    value: float,
    name: str,
    said: str,
    refuse: Run,
    tmp_path: Path,
) -> None:
    folder = write_part(tmp_path / "000", subjects(2))
    affine = AFFINE.copy()
    affine[0, 3] += shift
    write_volume(np.full(shape, value, np.float32), affine, folder / f"{name}.nii.gz")
    assert said in refuse("brain-group", params(), scans=folder, maps=tmp_path / "maps")


def test_a_volume_that_is_not_there(refuse: Run, tmp_path: Path) -> None:
    folder = write_part(tmp_path / "000", subjects(2))
    (folder / "s1.nii.gz").unlink()
    assert "s1.nii.gz" in refuse("brain-group", params(), scans=folder, maps=tmp_path / "maps")


def test_volumes_that_are_all_alike(refuse: Run, tmp_path: Path) -> None:
    folder = write_part(tmp_path / "000", subjects(2))
    for name in ("s0", "s1", "s2", "s3"):
        write_volume(np.ones(SHAPE, np.float32), AFFINE, folder / f"{name}.nii.gz")
    error = refuse("brain-group", params(), scans=folder, maps=tmp_path / "maps")
    assert "expected volumes that differ, found none that do" in error
