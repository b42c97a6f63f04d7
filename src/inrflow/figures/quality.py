"""What figures say of a fit."""

import json
from pathlib import Path
from typing import Any


def read_metrics(path: Path) -> dict[str, Any]:
    """Return the record of a fit's quality."""
    return json.loads(path.read_text())


def verdict(metrics: dict[str, Any], enough: float) -> str:
    """Return the PSNR, and whether the fit may be believed."""
    text = f"{metrics['psnr']:.1f} dB"
    return text if metrics["psnr"] >= enough else f"{text}, not converged"
