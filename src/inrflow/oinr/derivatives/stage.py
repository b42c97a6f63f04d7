"""The workflow's stage `oinr-derivatives`: derivatives of fitted fields, held against references.

Source: O-INR (Pal et al., ICML 2024), Eq. 11, 12, Fig. 8, and released code (Sobel filters).
"""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.derivatives import Derivatives
from inrflow.encoding.run import run, warm_up
from inrflow.encoding.tables import write_csv
from inrflow.errors import InputError
from inrflow.fitting.runtime import prepare
from inrflow.oinr.derivatives.measured import drawn, measured, priced, references_of, ways_of
from inrflow.oinr.derivatives.planned import planned
from inrflow.oinr.rates import recipes_of
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays


def measure_derivatives(
    params: dict[str, Any],
    *,
    frames: Path,
    rates: list[Path] | None = None,
    table: Path,
    costs: Path,
    shown: Path,
) -> None:
    """Fit an operator once an encoding, and pointwise fields; compare their derivatives.

    Args:
        params: `derivatives` (the options), `signal`, `seeds`, `networks` and `recipes` of all
            fields, `timed` (names of what costs are measured of).
        frames: input, the picture.
        rates: inputs, json of the learning rates' search, in the order of `fields`; None: fields'
            own.
        table: output, csv, one row a (field, seed, way, quantity, region, reference):
            correlation, ratio, rms_error, rms (see `compare.nearness`); cap, levels, padding of
            an operator; psnr (dB), parameters, seconds of the fit. `way`: `analytic` and `sobel`
            are closed forms, by the encoding's derivative; `differences` are central ones of the
            painted picture. `reference`: `exact` (a formula's), `truth` and `painted` (central
            differences), `truth-sobel`, `painted-sobel`.
        costs: output, csv, one row a (field, way, quantity) of the first seed: seconds, memory_mib,
            side (samples).
        shown: output, arrays `truth/...` and `FIELD/...` of the first seed: `value`,
            `WAY/gradient`, `WAY/laplacian`, per sample.
    """
    told = check(Derivatives, params["derivatives"], "oinr.derivatives")
    signal = Signal.read(frames)
    refuse_films(signal, params["signal"])
    change = told.recipe | {"steps": told.steps, "evaluations": 1}
    ordered = {name: params["recipes"][name] for _, name in told.fields}
    recipes = recipes_of(ordered, rates, change)
    first = recipes[told.operator]
    prepare(first.threads, first.precision)
    warm_up(first)
    fields, truth = planned(told, params, recipes, signal), references_of(signal)
    rows, prices = [], []
    pictures = {"truth/value": signal.values[0]} | drawn("truth", truth)
    for seed in params["seeds"]:
        for field in fields:
            made = run(field.network, signal, field.recipe, seed)
            names, ways = {"signal": params["signal"], "seed": seed}, ways_of(made)
            rows += [names | row for row in measured(field, made, ways, truth)]
            if seed == params["seeds"][0]:
                prices += [names | row for row in priced(field, made, told.costs)]
                pictures[f"{field.name}/value"] = made.painted[0]
                pictures |= drawn(field.name, ways)
    write_csv(table, pd.DataFrame(rows))
    write_csv(costs, pd.DataFrame(prices))
    header = {"signal": params["signal"], "seed": params["seeds"][0], "reach": fields[0].reach}
    write_arrays(shown, "derivatives", pictures, header)


def refuse_films(signal: Signal, name: str) -> None:
    """Refuse what is no picture with room for an interior.

    Raises:
        InputError: several frames, or sides under 8 samples.
    """
    if signal.shape[0] > 1 or min(signal.shape[1:3]) < 8:
        raise InputError(
            f"oinr.derivatives.signals: {name}: expected a picture of 8 samples or more a side, "
            f"found (frames, height, width) {signal.shape[:3]}"
        )
