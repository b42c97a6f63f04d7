"""What figures say of a fit."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Fits = Sequence[Sequence[str | int]]  # (field, seed) of each


def read_metrics(path: Path) -> dict[str, Any]:
    """Return the record of a fit's quality."""
    return json.loads(path.read_text())


def verdict(metrics: dict[str, Any], enough: float) -> str:
    """Return the PSNR, and whether the fit may be believed."""
    text = f"{metrics['psnr']:.1f} dB"
    return text if metrics["psnr"] >= enough else f"{text}, not converged"


def describe_fits(fits: Fits, metrics: list[Path], converged: float) -> str:
    """Return one line on the quality of fits.

    Args:
        fits: (field, seed) of each.
        metrics: json, in the same order.
        converged: PSNR in dB from which a fit may be believed.
    """
    notes: dict[str, list[str]] = {}
    for (field, seed), path in zip(fits, metrics, strict=True):
        record = verdict(read_metrics(path), converged)
        notes.setdefault(field, []).append(f"seed {seed} {record}")
    told = "; ".join(f"{field}: {', '.join(seeds)}" for field, seeds in notes.items())
    return f"Fits (mean PSNR of the clip): {told}"


def doubtful(fits: Fits, metrics: list[Path], converged: float) -> dict[str, list[int]]:
    """Return field -> seeds whose fit may not be believed; no entry where all may.

    Args:
        fits: (field, seed) of each.
        metrics: json, in the same order.
        converged: PSNR in dB from which a fit may be believed.
    """
    found: dict[str, list[int]] = {}
    for (field, seed), path in zip(fits, metrics, strict=True):
        if read_metrics(path)["psnr"] < converged:
            found.setdefault(field, []).append(seed)
    return found
