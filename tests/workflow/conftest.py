"""One finished run of the workflow, shared by all tests; each test changes a copy of it."""

import json
import shutil
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest

from workflow.folders import FIELDS, ROOT, SIGNALS, SOURCES, Folder

TINY = {
    "seeds": [0],
    "signals": {
        "street": {"reader": "street", "frames": 3, "supersample": 1},
        "clip": {
            "reader": "frames",
            "path": "data/frames",
            "resize": {"height": 16, "width": 32},
            "masks": {"path": "data/masks"},
        },
    },
    # long enough to be killed between two frames
    "fields": {"ffn": {"recipe": {"steps": 600}}},
    "xinc": {
        "signals": SIGNALS,
        "fields": FIELDS,
        "heads": {"fields": [], "signals": []},
        # so few neurons are laid out without UMAP
        "types": {"sample": 10},
        "faithfulness": {"frames": 1, "shares": [0, 0.5, 1], "draws": 1, "sample": 5},
        "figures": {"gallery": {"neurons": 1}},
    },
    "encode": {"only": []},
    "croppable": {"only": []},
    "oinr": {"only": []},
    "restoration": {"only": []},
    "brain": {"only": []},
}


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return the sources and the data, nothing run yet."""
    path = tmp_path_factory.mktemp("workflow") / "fresh"
    for name in SOURCES:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        path.mkdir(exist_ok=True)
        copy(source, path / name)
    (path / "tiny.yaml").write_text(json.dumps(TINY))
    draw_clip(path / "data")
    return Folder(path)


def draw_clip(data: Path) -> None:
    """Write frames and masks of a small clip."""
    source = np.random.default_rng(0)
    for kind in ("frames", "masks"):
        (data / kind).mkdir(parents=True)
    for index in range(3):
        imageio.imwrite(data / f"frames/{index}.png", source.integers(0, 256, (16, 32, 3), "u1"))
        mask = np.ones((16, 32), np.uint8)
        mask[4:10, 4 + 3 * index : 12 + 3 * index] = 2
        imageio.imwrite(data / f"masks/{index}.png", mask)


@pytest.fixture(scope="session")
def finished(fresh: Folder) -> Folder:
    """Return the folder of a run that went to its end. Never change it."""
    folder = fresh.copy(fresh.path.with_name("finished"))
    code, said = folder.run("--cores", "2", "--", "xinc")
    assert code == 0, said
    return folder


@pytest.fixture
def copy(finished: Folder, tmp_path: Path) -> Folder:
    """Return a copy of the finished folder, to be changed."""
    return finished.copy(tmp_path / "copy")
