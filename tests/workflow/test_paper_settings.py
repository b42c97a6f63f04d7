"""The paper's settings make a whole plan on folders laid out like its two data sets."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from inrflow.config.check import check
from inrflow.config.root import Config
from laws.panoptic_trees import CATEGORIES, ROAD, Scene, box, save, vipseg_720p, write
from laws.test_config import load, merged
from workflow.folders import SNAKEMAKE, Folder

pytestmark = pytest.mark.xdist_group("paper")
SEEDS = [1, 10, 20, 30, 40]
CITY = {"0005": 1732, "0015": 4726, "0175": 7822, "0315": 13063}  # video -> its first frame
VIPSEG = {
    "12_n-ytHkMceew": 45,
    "26_cblDl5vCZnw": 36,
    "79_brZzLyzaXbA": 30,
    "127_-hIVCYO4C90": 31,
    "1890_FIxEdRs9254": 40,
}  # video -> frames
OVERLAY = "config/paper/xinc.yaml"
GROUPS = {f"cityscapes-{video}": (32, [4, 8]) for video in CITY}
GROUPS |= {f"vipseg-{video.split('_')[0]}": (24, [4, 6]) for video in VIPSEG}
SIGNALS = list(GROUPS)
PARAMETERS = {"ffn-paper": 32_971, "nerv-paper": 978_557}
STEPS = {"ffn-paper": (1000, None), "nerv-paper": (15_000, 2)}  # full batch, and 2 frames of 30


def draw_cityscapes(root: Path) -> None:
    """Write four snippets of black frames, six of each with masks, and the segments' JSON."""
    save(root / "val/black.png", np.zeros((1024, 2048, 3), np.uint8))
    black = (root / "val/black.png").rename(root / "black.png").read_bytes()
    for name in ("img_all", "img", "panoptic_video"):
        (root / "val" / name).mkdir()
    images, rows = [], []
    for video, first in CITY.items():
        for i in range(30):
            frame = f"frankfurt_000000_{first + i:06}"
            (root / f"val/img_all/{frame}_leftImg8bit.png").write_bytes(black)
            if i % 5 < 4:
                continue
            still = f"{video}_{6 * int(video) - 5 + i // 5:04}_{frame}"
            (root / f"val/img/{still}_leftImg8bit.png").write_bytes(black)
            (root / f"val/panoptic_video/{still}_final_mask.png").write_bytes(black)
            images.append({"id": still, "height": 1024, "width": 2048})
            info = {"image_id": still, "file_name": f"{still}_final_mask.png"}
            black_id = {"id": 0, "category_id": 0, "iscrowd": 0, "area": 1024 * 2048}
            rows.append(info | {"segments_info": [black_id]})
    document = {"images": images, "annotations": rows, "categories": CATEGORIES}
    write(root / "panoptic_gt_val_city_vps.json", document)


def draw_vipseg(root: Path) -> None:
    """Write five videos of tiny frames; the data set has a JSON for each of its splits."""
    scene: Scene = [(ROAD, box(0, 16, 0, 24))]
    vipseg_720p(root, {video: [scene] * count for video, count in VIPSEG.items()})
    whole = root / "panoptic_gt_VIPSeg.json"
    whole.rename(root / "panoptic_gt_VIPSeg_val.json")


@pytest.fixture(scope="module")
def paper(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a checkout with the data where the paper's overlays look for them."""
    folder = fresh.copy(tmp_path_factory.mktemp("paper") / "checkout")
    draw_cityscapes(folder.path / "data/cityscapes_vps")
    draw_vipseg(folder.path / "data/VIPSeg/VIPSeg_720P")
    return folder


def config_of(folder: Folder) -> Config:
    """The configuration as Snakemake merges it."""
    values = load(folder.path / "config/config.yaml")
    overlay = yaml.safe_load((folder.path / OVERLAY).read_text())
    return check(Config, merged(values, overlay))


def planned(said: str, stage: str) -> list[dict[str, Any]]:
    """Parameters and files of every job of a stage, read from the printed commands."""
    commands = re.findall(rf"^.*-m inrflow {stage} --params .*$", said, re.M)
    found = []
    for command in commands:
        words = shlex.split(command)
        found.append({a[2:]: b for a, b in pairwise(words) if a[:2] == "--"})
    return found


def test_the_plan_has_every_fit_of_the_paper(paper: Folder) -> None:
    command = [*SNAKEMAKE, "-n", "-p", "--configfile", OVERLAY, "--", "xinc"]
    code, said = paper.call(command)
    assert code == 0, said
    assert "This was a dry-run" in said
    fits = planned(said, "fit")
    wanted = {
        f"results/fits/{signal}/{field}/{seed}/fit.safetensors"
        for signal in SIGNALS
        for field in PARAMETERS
        for seed in SEEDS
    }
    assert len(fits) == len(wanted) == len(SIGNALS) * 2 * 5
    assert {fit["fit"] for fit in fits} == wanted
    for fit in fits:
        field, seed = fit["fit"].split("/")[3:5]
        params = json.loads(fit["params"])
        assert params["seed"] == int(seed)
        recipe = params["recipe"]
        assert (recipe["steps"], recipe["batch"]) == STEPS[field]
    masked = planned(said, "masks")
    assert {job["masks"].split("/")[2] for job in masked} == set(SIGNALS)
    groupings = {
        Path(job["labels"]).stem: json.loads(job["params"]) for job in planned(said, "groupings")
    }
    assert {s: (job["clusters"], job["grid"]) for s, job in groupings.items()} == GROUPS
    assert all(job["frames"] is None for job in groupings.values())


def test_networks_have_the_papers_parameters(paper: Folder) -> None:
    config = config_of(paper)
    assert config.seeds == SEEDS
    assert config.xinc.signals == SIGNALS
    for signal in SIGNALS:
        shape = config.signals[signal].shape()
        assert shape == (30, 128, 256, 3)
        for field, count in PARAMETERS.items():
            assert config.fields[field].network.parameters((1, *shape[1:])) == count


def test_a_clip_of_unknown_length_can_be_planned(paper: Folder) -> None:
    (paper.path / "whole.yaml").write_text("signals: {vipseg-12: {stop: null}}\n")
    overlays = ["--configfile", OVERLAY, "whole.yaml"]
    only = ["--config", "xinc={signals: [vipseg-12]}"]
    code, said = paper.call([*SNAKEMAKE, "-n", *overlays, *only, "--", "xinc_claims"])
    assert code == 0, said


def test_readers_find_thirty_frames_and_their_masks(
    paper: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(paper.path)
    config = config_of(paper)
    for signal in SIGNALS:
        options = config.signals[signal]
        frames, masks = options.depends_on("frames"), options.depends_on("masks")
        assert len(frames) == 30
        assert len(masks) == 30 + (30 if signal.startswith("vipseg") else 6) + 1
        assert all(Path(file).is_file() for file in masks)
