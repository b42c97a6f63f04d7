"""The workflow's stage `oinr-behaviour`: one field on one signal, all rates, schemes and seeds."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.behaviour import Behaviour, Scheme
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched
from inrflow.encoding.search import grid
from inrflow.encoding.settled import settled
from inrflow.errors import InputError
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file
from inrflow.measures.psnr import decibels
from inrflow.oinr.behaviour.fits import Outcome, decode_seconds, facts, fit
from inrflow.signals.signal import Signal

NAMES = ["signal", "field", "purpose", "scheme", "learning_rate", "seed"]


def watch_training(params: dict[str, Any], *, frames: Path, fits: Path, courses: Path) -> None:
    """Fit one field over learning rates, then at its best over initial weights and seeds.

    Args:
        params: `behaviour`: the part's options; `seeds`; `recipe`: the field's, less what the part
            sets (learning rate, steps, evaluations); and what `matched` needs.
        frames: input, the signal's frames.
        fits: output, csv, one row a fit: purpose (`sweep` or `schemes`), scheme, learning_rate,
            seed, parameters, what `facts` tells (dB, seconds), `constant_psnr`, and of the own
            scheme decode_seconds and decode_microseconds_per_pixel.
        courses: output, parquet, one row a step: the same names, step, seconds, psnr, gradient.
    """
    asked = check(Behaviour, params["behaviour"], "oinr.behaviour")
    rates = grid(**asked.rates.model_dump())
    change = {"steps": asked.steps, "evaluations": asked.evaluations, "learning_rate": rates[0]}
    recipe = check(Recipe, params["recipe"] | asked.recipe | change, "recipe")
    prepare(recipe.threads, recipe.precision)
    signal = Signal.read(frames)
    found = matched(settled(params, signal), signal.shape)
    watched = Watched(asked, signal, found.network.model_dump(mode="json"), recipe)
    names = {"signal": params["signal"], "field": params["field"]}
    sizes = {"parameters": found.parameters, "constant_psnr": watched.constant}
    for rate in rates:
        for seed in asked.sweep_seeds:
            watched.fit("sweep", "own", rate, seed)
    best = best_rate(pd.DataFrame(watched.rows))
    for scheme in asked.schemes:
        for seed in params["seeds"]:
            watched.fit("schemes", scheme, best, seed)
    table = pd.DataFrame(watched.rows).assign(**names, **sizes)
    steps = pd.concat(watched.courses, ignore_index=True).assign(**names)
    with atomic_file(fits) as part:
        ordered = [*NAMES, *table.columns.drop(NAMES)]
        table[ordered].to_csv(part, index=False, float_format="%.6g")
    with atomic_file(courses) as part:
        steps[[*NAMES, *steps.columns.drop(NAMES)]].to_parquet(part)


def best_rate(rows: pd.DataFrame) -> float:
    """Return the rate of the largest mean PSNR over sweep seeds, none of which diverged.

    Raises:
        InputError: every rate has a fit that was not finite.
    """
    means = rows.groupby("learning_rate")["psnr"].mean(skipna=False)
    if means.isna().all():
        raise InputError(
            "oinr.behaviour.rates: expected a rate at which all fits are finite, found none"
        )
    return float(means.idxmax())


class Watched:
    """The fits of one field on one signal, made one after the other.

    Attributes:
        constant: PSNR of the signal's mean colour, dB.
        rows: one a fit.
        courses: one a fit.
    """

    def __init__(
        self, asked: Behaviour, signal: Signal, network: dict[str, Any], recipe: Recipe
    ) -> None:
        """Take what all fits share."""
        self.asked, self.signal, self.network, self.recipe = asked, signal, network, recipe
        values = signal.values.astype(np.float64)
        self.constant = float(decibels(1.0, np.square(values - values.mean((0, 1, 2))).mean()))
        self.rows: list[dict[str, Any]] = []
        self.courses: list[pd.DataFrame] = []

    def fit(self, purpose: str, scheme: Scheme, rate: float, seed: int) -> None:
        """Make one fit and keep what is told of it."""
        recipe = self.recipe.model_copy(update={"learning_rate": rate})
        outcome = fit(self.network, self.signal, recipe, scheme, seed)
        told = {"purpose": purpose, "scheme": scheme, "learning_rate": rate, "seed": seed}
        self.courses.append(outcome.course.assign(**told))
        clocked = purpose == "schemes" and scheme == "own"
        told |= facts(outcome, self.constant, self.asked.share)
        self.rows.append(told | (self._decoding(outcome) if clocked else {}))

    def _decoding(self, outcome: Outcome) -> dict[str, float]:
        seconds = decode_seconds(outcome.field, self.asked.repeats)
        pixels = np.prod(self.signal.shape[:3])
        return {"decode_seconds": seconds, "decode_microseconds_per_pixel": 1e6 * seconds / pixels}
