"""Pages and maps of a cohort: places in mm are kept, peaks are told once, bad scans by name."""

import json
import re
from base64 import b64decode
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import matplotlib.image
import nibabel
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from inrflow.brain.pages import viewable as viewing
from inrflow.brain.pages.clusters import NEAR, beside
from inrflow.brain.pages.images import largest
from inrflow.brain.pages.report import write_report
from inrflow.brain.pages.viewer import write_viewer
from inrflow.brain.scan import write_volume
from inrflow.config.brain.cohort import Made
from inrflow.config.brain.drop import Drop
from inrflow.config.brain.group_test import Agreement, GroupTest
from inrflow.config.brain.method import Interpolation
from inrflow.figures.brain_maps import _layout
from inrflow.figures.brain_overlay import show_cuts

AFFINE = np.array([[8.0, 0, 0, -98], [0, 8, 0, -134], [0, 0, 8, -72], [0, 0, 0, 1]])
SHAPE = (25, 30, 24)
HOT = (9, 14, 8)  # (-26, -22, -8) mm: the left hippocampus
PLACE = (-26.0, -22.0, -8.0)


def volumes() -> tuple[np.ndarray, np.ndarray]:
    """Return a head and a map that is hottest at one voxel, off its centre."""
    index = np.stack(np.meshgrid(*map(np.arange, SHAPE), indexing="ij"), -1)
    away = (index - np.array(SHAPE) / 2) / np.array(SHAPE)
    head = (np.square(away).sum(-1) < 0.16).astype(np.float32)
    t = 8 * np.exp(-np.square(index - HOT).sum(-1) / 3) * head
    return head * (1 + 0.2 * away[..., 1].astype(np.float32)), t.astype(np.float32)


def group_of(folder: Path, method: str) -> None:
    """Write the folder of a test."""
    head, t = volumes()
    for name, values in (("anatomy", head), ("t", t), ("mask", (head > 0).astype(np.uint8))):
        write_volume(values, AFFINE, folder / method / f"{name}.nii.gz")
    row = {
        "first": "CN", "second": "<AD>", "n_first": 3, "n_second": 3, "left_out": 1, "df": 4,
        "covariates": "", "smoothing_mm": 8.0, "permutations": 20, "exact": True, "voxels": 99,
        "height_t": 7.17, "t_largest": 8.0, "t_smallest": 0.0,
    }  # fmt: skip
    pd.DataFrame([row]).to_csv(folder / method / "tests.csv", index=False)
    peaks([PLACE], "CN > <AD>").to_csv(folder / method / "clusters.csv", index=False)


def peaks(places: list, direction: str) -> pd.DataFrame:
    """Return a table of clusters with one peak each."""
    rows = pd.DataFrame(np.reshape(places, (-1, 3)), columns=["x", "y", "z"])
    numbers = range(1, len(rows) + 1)
    return rows.assign(
        direction=direction, cluster=numbers, peak=1, t=5.0, p=0.05, p_fwe=0.2, size_mm3=512.0
    )


def test_cuts_show_the_hottest_voxel_where_it_lies() -> None:
    head, t = (nibabel.Nifti1Image(values, AFFINE) for values in volumes())
    assert largest(t) == PLACE
    figure = Figure(figsize=(3, 1.2))
    cuts = show_cuts(figure.add_axes((0, 0, 1, 1)), t, head, PLACE, 3.0, 9.0)
    for direction, (first, second) in {"x": (1, 2), "y": (0, 2), "z": (0, 1)}.items():
        painted = cuts[direction].ax.images[-1]  # the head's is first
        values = np.ma.filled(painted.get_array(), 0)
        row, column = np.unravel_index(values.argmax(), values.shape)
        left, right, bottom, top = painted.get_extent()
        x = left + (column + 0.5) * (right - left) / values.shape[1]
        y = top - (row + 0.5) * (top - bottom) / values.shape[0]
        assert values.max() == pytest.approx(8)
        assert (x, y) == pytest.approx((PLACE[first], PLACE[second]))


def sprite_of(page: str, name: str) -> np.ndarray:
    """Return the mosaic of sagittal slices in a page of nilearn's viewer, RGBA."""
    packed = re.search(rf'id="{name}"[^>]*base64,([^"]+)"', page)[1]
    return matplotlib.image.imread(BytesIO(b64decode(packed)), format="png")


@pytest.mark.parametrize("most", [viewing.MOST, 2000])
def test_viewer_shows_the_hottest_voxel_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(viewing, "MOST", most)
    group_of(tmp_path / "original", "original")
    params = {"drops": [], "maps": [], "threshold": 3.0}
    write_viewer(params, groups=[tmp_path / "original"], viewer=tmp_path / "viewer")
    page = (tmp_path / "viewer" / "original.html").read_text()
    told = json.loads(re.search(r"brainsprite\((\{.*?\})\);\s", page)[1])
    shape = [told["nbSlice"][axis] for axis in "XYZ"]
    # as the script of the page shows and tells them; if it changes, `moved` has to
    script = files("nilearn.plotting.data.js").joinpath("brainsprite.min.js").read_text()
    assert "t.numSlice.X+1,t.numSlice.Y+1,t.numSlice.Z+1,1" in script
    affine = np.array(told["affine"])
    overlay = sprite_of(page, "overlayImg")
    shown = np.stack([overlay[..., 3] > 0, overlay[..., :3].sum(-1)]).prod(0)  # brighter is hotter
    rows, columns = np.nonzero(shown == shown.max())
    across = overlay.shape[1] // shape[1]
    x = rows // shape[2] * across + columns // shape[1]
    index = np.stack([x, columns % shape[1], shape[2] - 1 - rows % shape[2]])
    hottest = (affine[:3, :3] @ (index + 1)).mean(1) + affine[:3, 3]
    begins = [round(told["numSlice"][axis]) + 1 for axis in "XYZ"]
    # a whole number or a hair more: of anything else the script shows parts of two slices
    more = [told["numSlice"][axis] + 1 - at for axis, at in zip("XYZ", begins, strict=True)]
    assert min(more) > 0 and max(more) < 1e-5
    size = np.diag(affine)[:3]
    assert np.abs(affine @ [*begins, 1] - [*PLACE, 1])[:3] == pytest.approx(0, abs=size.max() / 2)
    # of a coarser page to half a voxel as it was before it was split, else exactly
    assert np.abs(hottest - PLACE).max() <= (1.5 * size.max() if most == 2000 else 1e-4)
    assert "http" not in re.sub(r"https?://(www\.)?w3\.org\S*", "", page.split("<script")[0])


@pytest.mark.parametrize("seed", range(5))
def test_every_peak_is_told_once_beside_the_nearest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    own, others = (
        pd.concat(
            [peaks(rng.uniform(-40, 40, (rng.integers(5), 3)).tolist(), name) for name in "ab"]
        )
        for _ in range(2)
    )
    both = beside(own, others)
    assert sorted(both["x"].dropna()) == sorted(own["x"])
    assert sorted(both["x_imputed"].dropna()) == sorted(others["x"])
    paired = both[both["apart"].notna()]
    assert (paired["apart"] <= NEAR).all()
    assert (paired["direction"] == paired["direction_imputed"]).all()
    assert (beside(own, own)["apart"] == 0).all()


@pytest.mark.parametrize("drops", range(1, 6))
def test_every_map_has_its_own_place(drops: int) -> None:
    named = [[f"gap-{n}", list("abcde")[: n + 1]] for n in range(drops)]
    folders = [Path("original"), *[Path(name) for name, _ in named]]
    there = list(_layout(named, folders))
    places = [place[2:] for place in there]
    assert len(set(places)) == len(places) == 1 + sum(len(methods) for _, methods in named)
    assert (0, 1) not in places  # of the colour bar
    assert {column for _, column in places} <= {0, 1}


def scores() -> pd.DataFrame:
    """Return the scores of two methods of two subjects."""
    rows = [
        {
            "cohort": "made", "drop": "gap-3", "method": method, "subject": subject, "part": part,
            "region": "mask", "mse": 0.01, "psnr": 20.0 + better, "ssim": 0.9, "seconds": 0.1,
            "steps": 0, "learning_rate": np.nan, "parameters": 0, "missing": 2 / 3,
        }
        for better, method in enumerate(("linear", "cubic"))
        for subject in ("a", "b")
        for part in ("unseen", "whole")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_report_names_bad_scans_and_stands_beside_linear(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "subject": ["a", "b", "c"], "group": ["CN", "<AD>", "CN"], "age": [70.0, 80.0, 75.0],
            "sex": ["F", "M", ""], "visit": "", "path": ["a.nii", "b.nii", "c.nii"],
            "status": ["ok", "ok", "bad"], "reason": ["", "", "c.nii: 4 dimensions & NaN"],
            "low": 0.0, "high": 1.0,
        }
    )  # fmt: skip
    table.to_csv(tmp_path / "subjects.csv", index=False)
    scores().to_csv(tmp_path / "scores.csv", index=False)
    cohort = Made(source="made", select={"groups": ["CN", "<AD>"]})
    methods = {name: Interpolation(kind="interpolation", how=name) for name in ("linear", "cubic")}
    params = {
        "set": "small", "name": "made", "cohort": cohort.model_dump(mode="json"),
        "drops": [["gap-3", Drop().model_dump(mode="json")]], "linear": "linear",
        "methods": {name: one.model_dump(mode="json") for name, one in methods.items()},
        "order": ["linear", "cubic"], "measured": "kept", "tested": [["gap-3", ["linear"]]],
        "test": GroupTest().model_dump(mode="json"),
        "agreement": Agreement().model_dump(mode="json"),
    }  # fmt: skip
    for drop, method in (("original", "original"), ("gap-3", "linear")):
        group_of(tmp_path / drop, method)
    measures = [("correlation", np.nan, 0.5), ("dice", 3.0, 0.25)]
    rows = [("made", "gap-3", "linear", *one) for one in measures]
    columns = ["cohort", "drop", "method", "measure", "threshold", "value"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "agreement.csv", index=False)
    write_report(
        params, scans=[tmp_path], scores=tmp_path / "scores.csv",
        groups=[tmp_path / "original", tmp_path / "gap-3"],
        agreement=tmp_path / "agreement.csv", report=tmp_path / "report.html",
    )  # fmt: skip
    page = (tmp_path / "report.html").read_text()
    assert "<td>c</td><td>CN</td><td>c.nii: 4 dimensions &amp; NaN</td>" in page
    assert "1 of 3 scans could not be used" in page
    assert "+1.00" in page  # cubic less linear, dB
    assert "&lt;AD&gt;" in page and "<AD>" not in page
    assert "-26, -22, -8" in page and "made, not measured" in page
    assert "|t| &gt; 3" in page and "0.25" in page
    assert "http" not in page
    untested = params | {"tested": [], "test": None}
    scores_alone = {"scans": [tmp_path], "scores": tmp_path / "scores.csv"}
    write_report(untested, **scores_alone, report=tmp_path / "untested.html")
    alone = (tmp_path / "untested.html").read_text()
    assert "+1.00" in alone and "Two-sample" not in alone and "viewer" not in alone
