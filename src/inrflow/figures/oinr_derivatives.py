"""Figure `oinr_derivatives`: value, slope and Laplacian in closed form beside others (Fig. 8)."""

from pathlib import Path
from typing import Any


def draw_derivatives(
    params: dict[str, Any],
    *,
    tables: list[Path],
    costs: list[Path],
    shown: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw it."""
