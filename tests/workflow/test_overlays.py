"""The overlays of the studies of operators, of restoration and of brains make whole plans."""

import re
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
import yaml

from inrflow.config.check import check
from inrflow.config.root import Config
from laws.cohort_trees import COLLECTION, downloaded, image, table, touch
from laws.test_config import load, merged
from workflow.folders import SNAKEMAKE, Folder

pytestmark = pytest.mark.xdist_group("paper")
PLANS = {
    "config/oinr-verdicts.yaml": ("oinr", "restoration"),
    "config/paper/oinr.yaml": ("oinr",),
    "config/paper/restoration.yaml": ("restoration",),
    "config/paper/brain.yaml": ("brain",),
}
PEOPLE = {"002_S_0295": "CN", "002_S_0413": "CN", "003_S_1059": "AD"}


def config_of(folder: Folder, overlay: str) -> Config:
    """The configuration as Snakemake merges it."""
    values = load(folder.path / "config/config.yaml")
    return check(Config, merged(values, yaml.safe_load((folder.path / overlay).read_text())))


def files_of(config: Config, folder: Path) -> list[Path]:
    """Return the files that a user has to put under `data/`."""
    paths = [getattr(options, "path", "") for options in config.signals.values()]
    return [folder / path for path in paths if path.startswith("data/")]


def download(folder: Path) -> None:
    """Put a download of ADNI under `data/`: a scan of each of some people at two visits."""
    visits = {"sc": ("4/18/2006", "2006-04-18"), "bl": ("5/19/2006", "2006-05-19")}
    rows = [COLLECTION]
    for number, (person, group) in enumerate(PEOPLE.items()):
        for later, (visit, (date, day)) in enumerate(visits.items()):
            own = 2 * number + later
            rows.append(image(own, person, group, visit, date))
            touch(folder / "data/adni", downloaded(own, person, day))
    table(folder / "data/adni.csv", *rows)


def expect_brain(config: Config, counts: dict[str, str]) -> None:
    """Expect a job a subject for what is tested, and one of the first subject for the rest."""
    (one,) = (config.brain.sets[name] for name in config.brain.chosen)
    tested = [len(one.tested(drop)) for drop in one.drops]
    of_first = len(one.drops) * len(one.methods)
    assert int(counts["brain_impute"]) == of_first + sum(tested) * (len(PEOPLE) - 1)
    assert int(counts["brain_group"]) == 1 + len([methods for methods in tested if methods])


@pytest.mark.parametrize("overlay", PLANS)
def test_an_overlay_makes_a_whole_plan(fresh: Folder, overlay: str, tmp_path: Path) -> None:
    folder = fresh.copy(tmp_path / "checkout")
    config = config_of(folder, overlay)
    for path in files_of(config, folder.path):
        path.parent.mkdir(parents=True, exist_ok=True)
        black = path.with_suffix(".png")  # a plan needs files, not what stands in them
        imageio.imwrite(black, np.zeros((8, 8, 3), np.uint8))
        black.rename(path)
    if "brain" in PLANS[overlay]:
        download(folder.path)
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
    if "brain" in PLANS[overlay]:
        expect_brain(config, counts)
