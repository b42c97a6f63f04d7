"""Surveys: exact counts and sizes, clips that differ, an overlay that is a configuration."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from inrflow.config.check import check
from inrflow.config.root import Config
from inrflow.errors import InputError
from inrflow.signals.survey import shapes
from inrflow.signals.survey.choose import FEATURES, distances, farthest
from inrflow.signals.survey.stages import survey_choice, survey_clips
from laws import panoptic_trees as trees
from laws.panoptic_trees import ANNE, BEN, CROWD, CUP, ROAD, box
from laws.test_config import DEFAULT, load, merged

ROOT = Path(__file__).parents[2]
HALF, QUARTER = box(8, 16, 0, 24), box(0, 8, 0, 12)
CLIPS = {
    "one": [[(ROAD, HALF)]] * 3,
    "two": [[(ROAD, HALF), (BEN, QUARTER)]] * 2 + [[]],
    "3_three": [[(ROAD, HALF), (BEN, QUARTER), (CUP, box(0, 8, 12, 24))]] * 4,
    "four": [[(CROWD, QUARTER), (ANNE, box(8, 16, 0, 12))]] * 9,
}


def survey(root: Path, **more: Any) -> dict[str, Any]:
    trees.vipseg_720p(root / "data", CLIPS)
    dataset = {"reader": "vipseg", "path": str(root / "data"), "layout": "720p"}
    return {"name": "small", "dataset": dataset, "measured": None, "frames": [2, 5]} | more


def run(root: Path, params: dict[str, Any]) -> tuple[pd.DataFrame, pd.Series, dict[str, Any]]:
    paths = {name: root / f"{name}.csv" for name in ("clips", "summary")}
    survey_clips(params, **paths)
    survey_choice(params, clips=paths["clips"], overlay=root / "overlay.yaml")
    clips, summary = pd.read_csv(paths["clips"]), pd.read_csv(paths["summary"])
    return clips.set_index("clip"), summary.iloc[0], load(root / "overlay.yaml")


def test_counts_and_sizes_are_exact(tmp_path: Path) -> None:
    clips, summary, _ = run(tmp_path, survey(tmp_path))
    assert clips["frames"].to_dict() == {"one": 3, "two": 3, "3_three": 4, "four": 9}
    assert clips["instances_per_frame"].to_dict() == {
        "one": 1, "two": pytest.approx(4 / 3), "3_three": 3, "four": 2
    }  # fmt: skip
    # a crowd is a segment, and no thing
    assert clips.loc["four", "things_per_frame"] == clips.loc["four", "categories_per_frame"] == 1
    assert clips.loc["one", "size_mean"] == 0.5
    assert clips.loc["two", "size_mean"] == 0.375
    assert json.loads(clips.loc["3_three", "categories"]) == [
        "bottle_or_cup, large", "person", "road"
    ]  # fmt: skip
    assert summary["clips"] == 4 and summary["frames"] == 19 and summary["annotated_share"] == 1
    assert summary["measured"] == 19 and summary["categories"] == 3
    assert summary["instances_per_frame"] == pytest.approx((3 + 4 + 12 + 18) / 19)
    sizes = [0.5] * 3 + [0.5, 0.25] * 2 + [0.5, 0.25, 0.25] * 4 + [0.25, 0.25] * 9
    for name, share in {"size_q25": 0.25, "size_median": 0.5, "size_q75": 0.75}.items():
        assert summary[name] == np.quantile(sizes, share)


def test_some_annotated_frames_stand_for_all(tmp_path: Path) -> None:
    trees.cityscapes(tmp_path / "city", [trees.street(i) for i in range(6)])
    dataset = {"reader": "cityscapes_vps", "path": str(tmp_path / "city")}
    params = {"name": "city", "dataset": dataset, "measured": 2}
    clips, summary, overlay = run(tmp_path, params)
    assert clips["frames"].tolist() == [30, 30] and clips["measured"].tolist() == [2, 2]
    assert summary["annotated_share"] == 0.2
    # the first and the last mask, before and after one more object comes
    assert summary["instances_per_frame"] == 4.5
    assert [s["video"] for s in overlay["signals"].values()] == ["0005", "0006"]


def test_stills_are_surveyed_too(tmp_path: Path) -> None:
    trees.coco(tmp_path, [trees.street(i) for i in range(3)])
    dataset = trees.options("coco_panoptic", tmp_path)
    del dataset["image"]
    clips, _, overlay = run(tmp_path, {"name": "coco", "dataset": dataset, "frames": [1, 1]})
    assert len(clips) == 3 and len(overlay["signals"]) == 3


def test_the_chosen_clips_have_as_many_frames_as_asked_for(tmp_path: Path) -> None:
    _, _, overlay = run(tmp_path, survey(tmp_path, choose=2))
    assert set(overlay["signals"]) <= {"small-one", "small-two", "small-3_three"}
    assert len(overlay["signals"]) == 2
    with pytest.raises(InputError, match="of 30 to 45 frames, found none; clips have 3 to 9"):
        run(tmp_path, survey(tmp_path, frames=[30, 45]))


def test_the_overlay_is_a_configuration(tmp_path: Path) -> None:
    size = {"height": 8, "width": 12}
    params = survey(tmp_path)
    params["dataset"] |= {"resize": size}
    _, _, overlay = run(tmp_path, params)
    config = check(Config, merged(load(DEFAULT), overlay))
    chosen = {name: config.signals[name] for name in overlay["signals"]}
    assert {signal.video for signal in chosen.values()} == {"one", "two", "3_three"}
    assert all(signal.resize.height == 8 for signal in chosen.values())
    assert all(Path(f).is_file() for s in chosen.values() for f in s.depends_on("masks"))


def table(count: int) -> pd.DataFrame:
    source = np.random.default_rng(0)
    values = {name: source.random(count) for name in FEATURES}
    return pd.DataFrame(values | {"categories": ['["a"]', '["a", "b"]', "[]"] * (count // 3)})


def test_the_choice_is_greedy_and_farthest() -> None:
    apart = distances(table(12))
    np.testing.assert_allclose(apart, apart.T)
    assert not np.diag(apart).any() and (apart[~np.eye(12, dtype=bool)] > 0).all()
    taken = farthest(apart, 5)
    assert len(set(taken)) == 5 and taken[0] == apart.sum(0).argmin()
    for place in range(1, 5):
        rest = [i for i in range(12) if i not in taken[:place]]
        gaps = {i: min(apart[i, j] for j in taken[:place]) for i in rest}
        assert gaps[taken[place]] == max(gaps.values())
    assert sorted(farthest(apart, 99)) == list(range(12))


def test_a_feature_that_never_differs_counts_nothing() -> None:
    same = table(3).assign(**dict.fromkeys(FEATURES, 1.0))
    np.testing.assert_allclose(distances(same), [[0, 0.5, 1], [0.5, 0, 1], [1, 1, 0]])


def test_shapes_of_a_square_and_a_bar() -> None:
    labels = np.zeros((12, 20), np.int32)
    labels[2:6, 2:6], labels[8:9, 3:19] = 70_000_000, 4
    ids, sizes = shapes.sizes(labels)
    assert ids.tolist() == [4, 70_000_000] and sizes.tolist() == [16 / 240, 16 / 240]
    square, bar = np.pi / 4, 4 * np.pi * 16 / 34**2
    np.testing.assert_allclose(shapes.compactness(labels), [bar, square])
    np.testing.assert_allclose(shapes.elongation(labels), [np.log(16), 0])
    full = np.full((3, 5), 9, np.int32)
    np.testing.assert_allclose(shapes.compactness(full), [4 * np.pi * 15 / 256])
    assert shapes.sizes(np.zeros((2, 2), np.int32))[0].size == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dataset": {"reader": "street"}}, "survey.small.dataset.reader: unknown name 'street'"),
        ({"dataset": {"reader": "vipseg"}}, "path: Field required"),
        ({"dataset": {"reader": "vipseg", "path": "x", "video": "y"}}, "dataset.video"),
        ({"dataset": {"reader": "vipseg", "path": "x", "masks": False}}, "expected masks"),
        ({"frames": [9, 3]}, "expected (fewest, most), found [9, 3]"),
        ({"chose": 3}, "did you mean 'choose'?"),
    ],
    ids=str,
)
def test_a_wrong_survey_is_one_line(change: dict, said: str) -> None:
    entry = {"dataset": {"reader": "vipseg", "path": "x"}} | change
    with pytest.raises(InputError) as caught:
        check(Config, merged(load(DEFAULT), {"survey": {"small": entry}}))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_the_workflow_surveys(tmp_path: Path) -> None:
    for name in ("Snakefile", "workflow", "config"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    params = survey(tmp_path)
    entry = {key: value for key, value in params.items() if key != "name"}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump({"survey": {"small": entry}}))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--configfile", "mine.yaml"]
    done = subprocess.run(
        [*command, "--", "survey"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = sorted(p.name for p in (tmp_path / "results/survey/small").iterdir())
    assert found == ["clips.csv", "clips.provenance.json", "overlay.provenance.json",
                     "overlay.yaml", "summary.csv"]  # fmt: skip
