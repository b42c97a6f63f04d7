"""Fits made again as a group made them, but for one thing that a study changes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.croppable.lattice import lattice_of
from inrflow.encoding.course import curve
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.fit import header_of
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device
from inrflow.fitting.stages import sizes
from inrflow.measures.quality import quality
from inrflow.measures.seams import ALL, seams
from inrflow.signals.partial import PartialFile
from inrflow.signals.signal import Signal

SEAMS = ["seam_jump", "seam_ratio"]
QUALITY = ["psnr", "psnr_minmax", "ssim"]


@dataclass(frozen=True)
class Made:
    """How a fit was made.

    Attributes:
        network: architecture and options, of the size that its group asked for.
        recipe: with the learning rate that its group found.
    """

    network: dict[str, Any]
    recipe: Recipe

    @classmethod
    def read(cls, path: Path) -> "Made":
        """Read it from the header of a fit's file."""
        with PartialFile(path, "fit") as file:
            header = header_of(file)
        return cls(header["network"], check(Recipe, header["recipe"], f"{path}: recipe"))


def edges_of(made: dict[str, Made], signal: Signal) -> dict[str, list[list[int]]]:
    """Return field -> first samples of its cells along (frame, y, x), and the sides."""
    found = {field: lattice_of(one.network, signal.shape) for field, one in made.items()}
    return {field: lattice.edges for field, lattice in found.items() if lattice is not None}


@dataclass(frozen=True)
class Again:
    """What such a fit left.

    Attributes:
        painted: not clamped, signal units.
        seconds: of all steps, evaluations not counted.
        parameters: that were trained.
    """

    painted: Float32[np.ndarray, "frame y x channel"]
    seconds: float
    parameters: int


def again(
    network: dict[str, Any], signal: Signal, recipe: Recipe, seed: int, seen: Signal | None = None
) -> Again:
    """Fit a new field.

    Args:
        network: architecture and options.
        signal: on whose lattice it paints.
        recipe: one evaluation, at the end, is made.
        seed: of weights and batches.
        seen: what it is fitted to, on another lattice over the same domain; None: the signal.

    Raises:
        InputError: a fit that diverged.
    """
    seen = signal if seen is None else seen
    field = build(network, signal.shape, seed).to(choose_device(recipe.device))
    fitted = field.resampled(seen.shape)  # on the lattice that is seen; the weights are the field's
    table = optimise(fitted, seen, recipe.model_copy(update={"evaluations": 1}), seed)
    field.eval()
    painted = paint(field)
    refuse_nonfinite(painted, recipe)
    seconds = float(curve(fitted, seen, table)["seconds"].iloc[-1])
    return Again(painted, seconds, sizes(field)["parameters"])


def told(painted: np.ndarray, signal: Signal, network: dict[str, Any]) -> dict[str, Any]:
    """Return PSNR (dB, clamped), as the released code has it, SSIM, and the seams over all axes.

    Args:
        painted: not clamped, signal units.
        signal: the truth.
        network: whose cells have the seams.
    """
    none = {"parameters": 0, "fixed_numbers": 0}
    record = quality(signal.values, painted, none, signal.kind, signal.value_range)
    lattice, found = lattice_of(network, signal.shape), {}
    if lattice is not None:
        found = seams(painted.clip(0, 1) - signal.values, lattice.edges, lattice.present)
    jumps = {"seam_jump": found[ALL].jump, "seam_ratio": found[ALL].ratio} if found else {}
    return {name: record.get(name) for name in QUALITY} | (jumps or dict.fromkeys(SEAMS))
