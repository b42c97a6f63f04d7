"""What the stages of restoration refuse: one line, nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.signals.signal import Signal

Run = Callable[..., str]
SIREN = {"architecture": "siren", "width": 4, "layers": 2}
SINOGRAM = "expected 6 angles x 8 detectors, found 5 x 8"


def params(measurement: dict[str, Any]) -> dict[str, Any]:
    """What `restoration-fit` is told of one tiny field."""
    task = {"measurement": measurement, "signals": ["p"], "fields": ["f"], "budget": None}
    recipes = {"f": {"learning_rate": 1e-3, "steps": 1}}
    told = {"task": task | {"steps": 1}, "networks": {"f": SIREN}, "recipes": recipes}
    return told | {"signal": "p", "seed": 0, "evaluations": 1}


@pytest.mark.parametrize(
    ("measurement", "shape", "said"),
    [
        ({"kind": "photon"}, (1, 8, 8, 1), "photon: expected at most 0.1 of the samples at the"),
        ({"kind": "tomography", "angles": 6, "sinogram": True}, (1, 8, 8, 1), SINOGRAM),
        ({"kind": "tomography"}, (1, 9, 8, 1), "expected a square picture, found 9 x 8 px"),
        ({"kind": "downsampling", "factor": 3}, (1, 8, 8, 1), "expected a divisor of the sides"),
        ({"kind": "photon"}, (2, 8, 8, 1), "expected one picture, found 2 frames"),
    ],
    ids=["saturated", "sinogram", "not-square", "factor", "film"],
)
def test_what_cannot_be_restored(
    measurement: dict[str, Any], shape: tuple[int, ...], said: str, refuse: Run, tmp_path: Path
) -> None:
    picture = np.clip(np.random.default_rng(0).random(shape, dtype=np.float32) * 1.5, 0, 1)
    frames, measured = tmp_path / "p.safetensors", tmp_path / "measured.npy"
    Signal(picture, np.arange(float(shape[0])), {}, "image").write(frames)
    np.save(measured, np.zeros((5, 8)))
    if "sinogram" in measurement:
        measurement = measurement | {"sinogram": str(measured)}
    told = params(measurement)
    fitted = {name: tmp_path / "out" / name for name in ("curves", "metrics", "pictures")}
    assert said in refuse("restoration-fit", told, frames=frames, **fitted)
    told = {"task": told["task"], "seeds": [0]}
    plain = {name: tmp_path / "out" / name for name in ("table", "pictures")}
    assert said in refuse("restoration-classical", told, frames=frames, **plain)
