"""A small study of sizes for its laws and refusals."""

from typing import Any

SIREN = {"architecture": "siren", "layers": 3, "width": 6}
OINR = {"architecture": "oinr", "channels": [4], "cap": True}
RECIPE = {"learning_rate": 1e-2, "steps": 1, "device": "cpu"}


def sizes_params(**changes: Any) -> dict[str, Any]:
    """Return what the stage is told; changes are of the part's options."""
    asked = {
        "fields": {"siren": ["mean", "all"], "oinr": ["lowest", "all"]},
        "sizes": [6, 8, 10],
        "held_out": [7, 9],
        "steps": 4,
    }
    return {
        "multiresolution": asked | changes,
        "networks": {"oinr": OINR, "siren": SIREN},
        "recipes": {"oinr": RECIPE, "siren": RECIPE},
        "order": ["siren", "oinr"],
        "signal": "p",
        "seed": 0,
    }
