"""Small signals and networks for MINER."""

from typing import Any

import numpy as np
import torch

from inrflow.config.croppable.miner import MinerNetworks, MinerRecipe
from inrflow.signals.signal import Signal
from laws.fields import noise

SMALL = MinerNetworks(block=4, scales=2, width=3, layers=3, omega=4.0)
QUICK = MinerRecipe(steps=3, learning_rate=1e-3)
CPU = torch.device("cpu")


def signal(shape: tuple[int, ...]) -> Signal:
    kind = "image" if shape[0] == 1 else "volume"
    return Signal(noise(*shape), np.arange(float(shape[0])), {}, kind)


def half_flat() -> Signal:
    """Return a picture whose left half has nothing to add after the coarsest scale."""
    values = noise(1, 32, 32, 1)
    values[:, :, :16] = 0.5
    return Signal(values, np.zeros(1), {}, "image")


def stage_params() -> dict[str, Any]:
    network = {"architecture": "local_global", "partition": [8, 8], "width": 3, "global_width": 5}
    return {
        "networks": SMALL.model_dump(),
        "recipe": QUICK.model_dump(),
        "seed": 0,
        "border": 4,
        "signal": "half",
        "field": "lgs",
        "network": network,
        "budget": 2000,
    }
