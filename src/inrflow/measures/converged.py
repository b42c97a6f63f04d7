"""Which fits may not be believed."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def unconverged(
    fits: Sequence[Sequence[Any]], metrics: list[Path], enough: float
) -> list[tuple[Any, ...]]:
    """Return the names of the fits under a PSNR.

    Args:
        fits: names of every metrics file's fit, in their order: (signal, field, seed), or less.
        metrics: json.
        enough: PSNR in dB.
    """
    found = zip(fits, metrics, strict=True)
    return [tuple(fit) for fit, path in found if json.loads(path.read_text())["psnr"] < enough]
