"""The overlays of the study `encode` make a whole plan, at the papers' sizes."""

import json
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
import yaml
from scipy.io import wavfile

from inrflow.config.check import check
from inrflow.config.root import Config
from inrflow.encoding.matched import matched, target_of
from laws.test_config import load, merged
from workflow.folders import SNAKEMAKE, Folder
from workflow.test_paper_settings import planned

pytestmark = pytest.mark.xdist_group("paper")
OVERLAYS = [f"config/paper/encode-{name}.yaml" for name in ("oinr", "croppable", "croppable-audio")]
SHAPES = {
    "oinr": (1, 400, 600, 3),
    "table5": (1, 339, 510, 3),
    "table11": (1, 1, 308_207, 1),
    "table12": (1, 1, 308_207, 1),
}
# widths that the papers have, or parameters: each budget leads back to them
PAPERS = {
    "oinr-paper": {"channels": [64, 128, 64]},
    "local-global-incode-paper": {"width": 28, "global_width": 96},
    "siren-audio-paper": {"width": 256, "wider": 0},
    "local-global-siren-audio-paper": {"width": 42, "global_width": 72},
}
JOBS = {"oinr": 2 * 4, "table5": 25 * 3, "table11": 2 * 3, "table12": 2 * 3}
STEPS = {"oinr": 1000, "table5": 2000, "table11": 1000, "table12": 5000}


def config_of(folder: Folder) -> Config:
    """All overlays over the default, as Snakemake merges them, and all their groups."""
    values = load(folder.path / "config/config.yaml")
    for overlay in OVERLAYS:
        values = merged(values, yaml.safe_load((folder.path / overlay).read_text()))
    return check(Config, merged(values, {"encode": {"only": list(SHAPES)}}))


@pytest.fixture(scope="module")
def paper(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a checkout with small files where the overlays look for data."""
    folder = fresh.copy(tmp_path_factory.mktemp("paper") / "encode")
    for options in config_of(folder).signals.values():
        path = folder.path / getattr(options, "path", "")
        if getattr(options, "path", "").startswith("data/"):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".wav":
                wavfile.write(path, 8000, np.zeros(64, np.int16))
            else:
                imageio.imwrite(path, np.zeros((8, 8, 3), np.uint8))
    return folder


def test_budgets_lead_back_to_the_papers_networks(paper: Folder) -> None:
    config = config_of(paper)
    for name, group in config.encode.chosen.items():
        families = {field: config.fields[field].network for field in group.fields}
        target = target_of(families, SHAPES[name], group.budget, name)
        assert target == group.budget
        for field, family in families.items():
            params = {"field": field, "signal": name, "target": target}
            params["network"] = family.model_dump(mode="json")
            found = matched(params, SHAPES[name])
            assert abs(found.deviation) <= 0.01
            got = found.network.model_dump(mode="json")
            wanted = PAPERS.get(field, {})
            assert {key: got[key] for key in wanted} == wanted


def test_the_plan_has_every_fit_of_the_tables(paper: Folder) -> None:
    (paper.path / "all.yaml").write_text(yaml.safe_dump({"encode": {"only": list(SHAPES)}}))
    overlays = ["--configfile", *OVERLAYS, "all.yaml"]
    code, said = paper.call([*SNAKEMAKE, "-n", "-p", *overlays, "--", "encode"])
    assert code == 0, said
    found: dict[str, list[dict]] = {name: [] for name in SHAPES}
    for job in planned(said, "fit-group"):
        found[Path(job["fits"]).parts[3]].append(json.loads(job["params"]))
    assert {name: len(jobs) for name, jobs in found.items()} == JOBS
    for name, jobs in found.items():
        assert {job["steps"] for job in jobs} == {STEPS[name]}
        # only the files tell their size
        assert all(job["target"] is None and job["network"] for job in jobs)
    assert not planned(said, "search")
