"""The workflow's stage `oinr-sequences`: one signal, one seed, all methods."""

import logging
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.oinr.sequences import Sequences
from inrflow.encoding.tables import write_csv
from inrflow.oinr.sequences.classical import interpolated
from inrflow.oinr.sequences.fit import Painted, fitted, of_frames, quality_of, refuse_batch
from inrflow.oinr.sequences.frames import Split, split
from inrflow.oinr.sequences.methods import Method, begun, methods_of, searched
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

LOG = logging.getLogger(__name__)
FIT = ["signal", "method", "every", "seed"]


def fit_sequences(
    params: dict[str, Any],
    *,
    frames: Path,
    fits: Path,
    courses: Path,
    pictures: Path,
    rates: Path | None = None,
) -> None:
    """Fit every method to all frames and to some, and paint all.

    Args:
        params: `sequences`: the part's options; `fields`: name -> network, recipe; `signal`: its
            name; `seed`.
        frames: input, the signal.
        fits: output, csv, one row a (method, every); see `row_of`. Classical methods draw nothing:
            the same numbers for every seed, where frames are left out.
        courses: output, csv, one row a (method, every, frame): part (kept, unseen, beyond), psnr
            (dB, clamped).
        pictures: output, arrays `METHOD/EVERY`: one unseen frame (y, x, channel), clamped; its
            number a `frames` of the header, EVERY -> frame.
        rates: input, csv of the learning rates' search; None: as configured.
    """
    asked, signal = begun(params, frames)
    told = (params["fields"], signal.shape, params["signal"], asked.budget)
    methods = searched(methods_of(asked, *told), rates)
    splits = [split(signal.shape[0], k, asked.last, params["signal"]) for k in asked.every]
    for one in splits:  # before anything is fitted
        refuse_batch(asked.batch, one)
    rows, per_frame, shown = [], [], {}
    for one in splits:
        for name, method, painted in painted_by(methods, signal, one, asked, params["seed"]):
            keys = dict(zip(FIT, (params["signal"], name, one.every, params["seed"]), strict=True))
            rows.append(keys | row_of(method, signal, painted, one))
            per_frame += [keys | row for row in of_frames(signal, painted.values, one)]
            if one.unseen:
                shown[f"{name}/{one.every}"] = painted.values[one.hardest].clip(0, 1)
    write_csv(fits, pd.DataFrame(rows))
    write_csv(courses, pd.DataFrame(per_frame))
    numbers = {str(one.every): one.hardest for one in splits if one.unseen}
    write_arrays(pictures, "sequences", shown, {"frames": numbers, "seed": params["seed"]})


def painted_by(
    methods: dict[str, Method], signal: Signal, frames: Split, asked: Sequences, seed: int
) -> list[tuple[str, Method | None, Painted]]:
    """Return the name of each method, what is fitted of it, and its frames."""
    found = []
    for name, method in methods.items():
        found.append((name, method, fitted(method, signal, frames, asked, seed)))
        LOG.info("%s: fitted to every %d", name, frames.every)
    if len(frames.kept) < signal.shape[0]:  # else they are the frames themselves
        for name in asked.classical:
            values = interpolated(name, signal.values, frames.kept)
            found.append((name, None, Painted(values)))
    return found


def row_of(
    method: Method | None, signal: Signal, painted: Painted, frames: Split
) -> dict[str, Any]:
    """Return what is told of a fit, less its names.

    psnr, ssim, mse of kept frames, of unseen ones between them, of those beyond; frames of each;
    seconds (of the optimiser's steps), parameters, steps, learning_rate, rate_edge (a better rate
    may lie beyond this end of those searched).
    """
    row: dict[str, Any] = {
        f"{name}_{part}": None
        for part in ("kept", "unseen", "beyond")
        for name in ("psnr", "ssim", "mse")
    }
    row |= quality_of(signal, painted.values, frames)
    row |= {f"frames_{part}": len(getattr(frames, part)) for part in ("kept", "unseen", "beyond")}
    row |= {"seconds": painted.seconds, "parameters": 0, "steps": 0, "learning_rate": None}
    row |= {"rate_edge": ""}
    if method is not None:
        recipe = method.recipe
        row |= {"parameters": method.parameters, "steps": recipe.steps}
        row |= {"learning_rate": recipe.learning_rate, "rate_edge": method.edge}
    return row
