"""Scans that cannot be used are named, each with its reason, and end the run or do not."""

from pathlib import Path

import nibabel
import numpy as np
import pandas as pd
import pytest

from inrflow.brain.prepare.stage import prepare_scans
from inrflow.brain.scan import read_subjects, usable
from inrflow.errors import InputError

RNG = np.random.default_rng(0)
SHAPE, AFFINE = (9, 8, 7), np.diag([20.0, 25.0, 25.0, 1.0])
AFFINE[:3, 3] = [-80, -110, -70]
VALUES = RNG.uniform(1, 100, SHAPE).astype(np.float32)


def saved(path: Path, values: np.ndarray = VALUES, affine: np.ndarray | None = AFFINE) -> Path:
    nibabel.save(nibabel.Nifti1Image(values, affine), path)
    return path


def with_value(value: float) -> np.ndarray:
    values = VALUES.copy()
    values[1, 2, 3] = value
    return values


def written(path: Path, contents: bytes) -> Path:
    path.write_bytes(contents)
    return path


def unoriented(path: Path) -> Path:
    image = nibabel.Nifti1Image(VALUES, AFFINE)
    image.set_sform(None, code=0)
    image.set_qform(None, code=0)
    nibabel.save(image, path)
    return path


def torn(path: Path, share: float = 0.6) -> Path:
    saved(path)
    return written(path, path.read_bytes()[: int(path.stat().st_size * share)])


def flattened(path: Path) -> Path:
    contents = bytearray(saved(path).read_bytes())
    contents[312:328] = bytes(16)  # srow_z of the header
    return written(path, bytes(contents))


def coloured(path: Path) -> Path:
    return saved(path, np.zeros(SHAPE, np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])))


BAD = {
    "series": (
        lambda p: saved(p / "a.nii.gz", np.stack([VALUES] * 2, -1)),
        "one volume of 3 axes, found 4: (9, 8, 7, 2)",
    ),
    "flat": (lambda p: saved(p / "b.nii.gz", VALUES[0]), "one volume of 3 axes, found 2"),
    "empty": (lambda p: saved(p / "p.nii", VALUES[:0]), "expected voxels, found an empty volume"),
    "thin": (
        lambda p: flattened(p / "q.nii"),
        "expected an affine of voxels that fill space",
    ),
    "same": (lambda p: saved(p / "c.nii.gz", np.full(SHAPE, 5.0, "f4")), "found 5 throughout"),
    "not-a-number": (
        lambda p: saved(p / "d.nii.gz", with_value(np.nan)),
        "found 1 that are NaN or inf",
    ),
    "infinite": (lambda p: saved(p / "e.nii", with_value(np.inf)), "found 1 that are NaN or inf"),
    "torn": (lambda p: torn(p / "f.nii.gz"), "could not read it"),
    "torn-plain": (lambda p: torn(p / "g.nii"), "could not read it"),
    "headless": (lambda p: torn(p / "h.nii", 0.1), "could not read it"),
    "dicom": (
        lambda p: written(p / "i.dcm", bytes(128) + b"DICM" + bytes(99)),
        "found DICOM; convert it first, as `dcm2niix",
    ),
    "unoriented": (lambda p: unoriented(p / "j.nii.gz"), "expected an orientation, found none"),
    "elsewhere": (
        lambda p: saved(p / "k.nii.gz", VALUES, AFFINE + np.eye(4, k=3) * 9),
        "expected the grid of the first subject, 9x8x7 voxels of 20x25x25 mm from (-80.0,",
    ),
    "larger": (
        lambda p: saved(p / "l.nii.gz", np.pad(VALUES, 1)),
        "found 11x10x9 voxels of 20x25x25 mm",
    ),
    "missing": (lambda p: p / "m.nii.gz", "found nothing there"),
    "folder": (lambda p: p, "found a folder"),
    "words": (lambda p: written(p / "n.nii.gz", b"no scan" * 99), "could not read it"),
    "colours": (lambda p: coloured(p / "o.nii.gz"), "expected real numbers"),
}


def prepare(folder: Path, paths: dict[str, Path], **options) -> pd.DataFrame:
    rows = [{"subject": name, "path": str(path), "group": "CN"} for name, path in paths.items()]
    table = folder / "table.csv"
    pd.DataFrame(rows).to_csv(table, index=False)
    cohort = {"source": "table", "path": str(table), "select": {"groups": ["CN"]}} | options
    told = {"name": "mine", "cohort": cohort, "subjects": list(paths)}
    prepare_scans(told, scans=folder / "scans")
    return read_subjects([folder / "scans"]).set_index("subject", drop=False)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A good scan, one of each bad kind, and a good one whose fourth axis has length 1."""
    (tmp_path / "bad").mkdir()
    found = {"a-first": saved(tmp_path / "first.nii.gz")}
    found |= {name: make(tmp_path / "bad") for name, (make, _) in BAD.items()}
    return found | {"z-last": saved(tmp_path / "last.nii.gz", VALUES[..., None])}


def test_skipped_scans_are_named_with_their_reasons(tmp_path, files):
    table = prepare(tmp_path, files, bad="skip")
    for name, (_, reason) in BAD.items():
        assert table.loc[name, "status"] == "bad"
        assert table.loc[name, "reason"].startswith(f"{files[name]}: expected "), name
        assert reason in table.loc[name, "reason"], name
        assert "\n" not in table.loc[name, "reason"]
        assert not (tmp_path / f"scans/{name}.nii.gz").exists()
    good = usable(table)
    assert good["subject"].tolist() == ["a-first", "z-last"]
    one, two = (nibabel.load(tmp_path / f"scans/{name}.nii.gz") for name in good["subject"])
    assert (one.get_fdata() == two.get_fdata()).all()


def test_a_cohort_of_which_nothing_is_left_ends_the_run(tmp_path):
    paths = {name: saved(tmp_path / f"{name}.nii") for name in "ab"}
    with pytest.raises(InputError, match=r"expected a scan that can be used, found 2.*a \(.*b \("):
        prepare(tmp_path, paths, bad="skip", mask="positive")  # which they are everywhere


def test_one_bad_scan_in_forty_ends_the_run_by_its_name(tmp_path):
    paths = {f"s{n:02d}": saved(tmp_path / f"{n}.nii") for n in range(40)}
    torn(paths["s17"])
    with pytest.raises(InputError) as told:
        prepare(tmp_path, paths)
    message = str(told.value)
    assert message.startswith("brain.cohorts.mine: expected 40 scans that can be used")
    assert "found 1 that cannot: s17 (" in message
    assert str(paths["s17"]) in message
    assert "\n" not in message
    assert not (tmp_path / "scans").exists()


def test_a_bad_first_scan_tells_no_grid(tmp_path):
    paths = {"a": torn(tmp_path / "a.nii", 0.1), "b": saved(tmp_path / "b.nii")}
    assert prepare(tmp_path, paths, bad="skip")["status"].tolist() == ["bad", "ok"]


@pytest.mark.parametrize(
    ("options", "values", "shift", "reason"),
    [
        ({}, VALUES, 300.0, "expected a scan in MNI space, found one that holds 0%"),
        ({"mask": "positive"}, VALUES, 0.0, "found one positive everywhere"),
        ({"mask": "positive"}, -VALUES, 0.0, "found one positive nowhere"),
        ({"mask": "/nowhere/{subject}.nii"}, VALUES, 0.0, "/nowhere/a.nii: expected a NIfTI"),
        ({}, np.where(VALUES > 99, VALUES, 0), 0.0, "intensities inside the mask that differ"),
    ],
)
def test_scans_without_a_mask_or_a_range_are_bad(tmp_path, options, values, shift, reason):
    values = values.astype(np.float32)
    paths = {"a": saved(tmp_path / "a.nii", values, AFFINE + np.eye(4, k=3) * shift)}
    with pytest.raises(InputError) as told:
        prepare(tmp_path, paths, **options)
    assert reason in str(told.value)
