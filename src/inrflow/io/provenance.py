"""The sidecar that says how an output came to be. Never compared: it holds times."""

import json
import platform
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from inrflow import __version__
from inrflow.io.atomic import write_text

PACKAGES = (
    "torch",
    "numpy",
    "zarr",
    "scikit-image",
    "scikit-learn",
    "numba",
    "pandas",
    "av",
    "nibabel",
    "trimesh",
)


def write_provenance(path: Path, stage: str, params: dict[str, Any], started: float) -> None:
    """Write the sidecar of one finished stage.

    Args:
        path: the json file.
        stage: the stage's name.
        params: what the stage was given, the hash of its code included.
        started: `time.time()` at the start of the job, s.
    """
    record = {
        "stage": stage,
        "params": params,
        "versions": _versions(),
        "platform": {"python": platform.python_version(), "machine": platform.platform()},
        "git_commit": _git_commit(),
        "device": _device(),
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.time() - started, 3),
    }
    write_text(path, json.dumps(record, indent=1, sort_keys=True) + "\n")


def _versions() -> dict[str, str]:
    versions = {"inrflow": __version__}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def _device() -> dict[str, Any]:
    """Return CPU threads and GPU of a stage that used torch; empty for one that did not."""
    torch = sys.modules.get("torch")
    if torch is None:
        return {}
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else None
    return {"threads": torch.get_num_threads(), "gpu_there": gpu}


def _git_commit() -> str | None:
    """Return the commit of the checkout that the package runs from, if it runs from one."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
