"""The overlays of the studies of operators and of restoration make whole plans."""

import re
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
import yaml

from inrflow.config.check import check
from inrflow.config.root import Config
from laws.test_config import load, merged
from workflow.folders import SNAKEMAKE, Folder

pytestmark = pytest.mark.xdist_group("paper")
PLANS = {
    "config/oinr-verdicts.yaml": ("oinr", "restoration"),
    "config/paper/oinr.yaml": ("oinr",),
    "config/paper/restoration.yaml": ("restoration",),
}


def config_of(folder: Folder, overlay: str) -> Config:
    """The configuration as Snakemake merges it."""
    values = load(folder.path / "config/config.yaml")
    return check(Config, merged(values, yaml.safe_load((folder.path / overlay).read_text())))


def files_of(config: Config, folder: Path) -> list[Path]:
    """Return the files that a user has to put under `data/`."""
    paths = [getattr(options, "path", "") for options in config.signals.values()]
    return [folder / path for path in paths if path.startswith("data/")]


@pytest.mark.parametrize("overlay", PLANS)
def test_an_overlay_makes_a_whole_plan(fresh: Folder, overlay: str, tmp_path: Path) -> None:
    folder = fresh.copy(tmp_path / "checkout")
    config = config_of(folder, overlay)
    for path in files_of(config, folder.path):
        path.parent.mkdir(parents=True, exist_ok=True)
        black = path.with_suffix(".png")  # a plan needs files, not what stands in them
        imageio.imwrite(black, np.zeros((8, 8, 3), np.uint8))
        black.rename(path)
    code, said = folder.call([*SNAKEMAKE, "-n", "--configfile", overlay, "--", *PLANS[overlay]])
    assert code == 0, said
    counts = dict(re.findall(r"^(\w+) +(\d+)$", said, re.M))
    for study in PLANS[overlay]:
        assert f"{study}_claims" in counts
    if "oinr" in PLANS[overlay]:
        assert {f"figure_oinr_{part}" for part in config.oinr.parts} <= set(counts)
    if "restoration" in PLANS[overlay]:
        signals = sum(len(task.signals) for task in config.restoration.chosen.values())
        assert int(counts["restoration_fit"]) == signals * len(config.restoration.seeds)
