"""A small extension for the laws of that study."""

from typing import Any

import numpy as np

from inrflow.signals.signal import Signal
from laws.fields import noise

SIREN = {"architecture": "siren", "layers": 3, "width": 6}
CELLS = {"architecture": "local_global", "width": 3, "global_width": 6, "layers": 3}
RECIPE = {"learning_rate": 1e-2, "steps": 1, "device": "cpu"}
VARIANTS = {
    "mirror": {},
    "local": {"train": "local"},
    "new": {"train": "new"},
    "fresh": {"start": "fresh"},
    "own": {"frame": "own"},
}


def picture(*shape: int) -> Signal:
    kind = "image" if shape[0] == 1 else "video"
    return Signal(noise(*shape), np.arange(float(shape[0])), {}, kind)


def stage_params(**changes: Any) -> dict[str, Any]:
    asked = {"signals": ["p"], "steps": 4, "tune_steps": 4, "evaluations": 2, "variants": VARIANTS}
    return {
        "extension": asked | changes,
        "networks": {"cells": CELLS | {"partition": [2, 4]}, "part": SIREN, "whole": SIREN},
        "recipes": dict.fromkeys(("cells", "part", "whole"), RECIPE),
        "signal": "p",
        "seed": 0,
    }
