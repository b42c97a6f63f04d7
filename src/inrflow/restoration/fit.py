"""One field fitted to measurements, and the steps at which a user might stop."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.minimise import gradients_of, minimise
from inrflow.fitting.whole import Painter, painter
from inrflow.measures.psnr import psnr
from inrflow.measures.released import psnr_downstream, psnr_oinr
from inrflow.measures.ssim import ssim
from inrflow.restoration.problem import Problem
from inrflow.restoration.selections import selections

Picture = Float32[np.ndarray, "y x channel"]


@dataclass(frozen=True)
class Course:
    """A fit and what was measured on its way.

    Attributes:
        curve: one row an evaluation: step (steps done), seconds (of the steps so far), kept,
            held_out (mean squared errors of measurements), and `scores`.
        chosen: selection -> its row of the curve.
        pictures: selection -> what the field paints then, not clamped.
    """

    curve: pd.DataFrame
    chosen: dict[str, int]
    pictures: dict[str, Picture]


def restore(network: dict[str, Any], problem: Problem, recipe: Recipe, seed: int) -> Course:
    """Fit a new field to measurements of a picture.

    Args:
        network: architecture and options, of the size that is wanted.
        problem: the measurements.
        recipe: optimiser, schedule, length, evaluations.
        seed: of the initial weights.

    Raises:
        InputError: a field that cannot paint the whole picture, or a fit that diverges.
    """
    device = problem.measured.device
    field = build(framed(network, problem), problem.lattice, seed).to(device)
    field.resampled(problem.whole)  # refuses before the fit, not after it
    field.observe(problem.seen)
    draw, rows, pictures = painter(field), [], {}

    def watch(step: int, _: Field) -> None:
        with torch.no_grad():
            painted = draw()
            kept, held = problem.errors(painted)
        picture = finished(field, problem, painted)
        rows.append({"step": step, "kept": float(kept), "held_out": float(held)})
        rows[-1] |= scores(problem.truth, picture)
        for name, row in selections(pd.DataFrame(rows), problem.noise).items():
            if row == len(rows) - 1:
                pictures[name] = picture

    history = minimise(field, gradients_of(field, _loss(problem, draw)), recipe, watch)
    refuse_nonfinite(pictures["fixed"][None], recipe)
    curve = pd.DataFrame(rows)
    seconds = history.set_index("step")["seconds"]
    curve.insert(1, "seconds", seconds.loc[curve["step"] - 1].to_numpy())
    return Course(curve, selections(curve, problem.noise), pictures)


def framed(network: dict[str, Any], problem: Problem) -> dict[str, Any]:
    """Return a network whose coordinates are -1 and 1 on the picture's edges, if pixels are areas.

    Operators have no such option: the first and the last sample of theirs are at -1 and 1. That is
    no matter on the restored picture's own lattice, and a shift of the picture on another.

    Raises:
        InputError: an operator would paint measured pixels, which lie within the picture's.
    """
    if not problem.operator.half_pixel:
        return network
    if "frame" not in network:
        if problem.lattice != problem.whole:
            raise InputError(
                "downsampling.protocol: expected `area` or `released` with architecture "
                f"{network['architecture']}, whose lattices have their ends in common, found "
                "`centres`"
            )
        return network
    ends = [[-0.5, side - 0.5] for side in problem.lattice[1:3]]
    return network | {"frame": ends}


def finished(
    field: Field, problem: Problem, painted: Float[Tensor, "1 row column channel"]
) -> Picture:
    """Return the restored picture, not clamped: what a field paints on the whole lattice."""
    if problem.lattice == problem.whole:
        picture = painted[0].cpu().numpy()
    else:
        picture = paint(field.resampled(problem.whole))[0]
    return problem.operator.finished(picture)


def scores(truth: Picture, picture: Picture) -> dict[str, float]:
    """Return how close a picture is to the truth.

    `psnr` (dB, peak 1) and `ssim` are of the clamped picture; `psnr_unclamped` (Croppable INRs)
    and `psnr_oinr` (the maximum as the peak's power) are the released codes'.
    """
    one, other = truth[None], picture[None]
    clamped = np.clip(other, 0, 1)
    return {
        "psnr": float(psnr(one, clamped)[0]),
        "ssim": float(ssim(one, clamped)[0]),
        "psnr_unclamped": psnr_downstream(one, other),
        "psnr_oinr": psnr_oinr(one, other),
    }


def _loss(problem: Problem, draw: Painter) -> Any:
    return lambda: problem.errors(draw())[0]
