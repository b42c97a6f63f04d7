"""What figures say of a fit."""

import json
from collections.abc import Sequence
from pathlib import Path

from inrflow.measures.converged import unconverged

Fits = Sequence[Sequence[str | int]]  # (field, seed) of each


def verdict(metrics: Path, enough: float) -> str:
    """Return the PSNR, and whether the fit may be believed.

    Args:
        metrics: json, the record of a fit's quality.
        enough: PSNR in dB.
    """
    psnr = json.loads(metrics.read_text())["psnr"]
    return f"{psnr:.1f} dB" if psnr >= enough else f"{psnr:.1f} dB, not converged"


def describe_fits(fits: Fits, metrics: list[Path], converged: float) -> str:
    """Return one line on the quality of fits.

    Args:
        fits: (field, seed) of each.
        metrics: json, in the same order.
        converged: PSNR in dB from which a fit may be believed.
    """
    notes: dict[str, list[str]] = {}
    for (field, seed), path in zip(fits, metrics, strict=True):
        record = verdict(path, converged)
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
    for field, seed in unconverged(fits, metrics, converged):
        found.setdefault(field, []).append(seed)
    return found
