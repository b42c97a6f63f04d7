"""The workflow's stage `oinr-noise`: noise in the place of high frequencies.

Source: Pal et al., ICML 2024, Remark 2 and Fig. 16: an operator sees a neighbourhood of noise, and
a neighbourhood tells places apart as high frequencies do. The noise is drawn once a sample of the
lattice from the fit's seed, and stored with the weights: on another lattice it is another one.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.noise import Noise
from inrflow.encoding.matched import Matched
from inrflow.encoding.tables import write_csv
from inrflow.fitting.runtime import prepare
from inrflow.measures.quality import quality
from inrflow.oinr.encodings import at_rate, fitted, networks_of, recipe_of
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays


def compare_encodings(
    params: dict[str, Any],
    *,
    frames: Path,
    table: Path,
    pictures: Path,
    rates: Path | None = None,
) -> None:
    """Fit one operator once an encoding and a seed.

    Args:
        params: `noise`: the part's options; `network`, `recipe`: of its field; `order`: of the
            encodings; `signal`: its name; `seeds`.
        frames: input, the signal.
        table: output, csv, one row a (encoding, seed): signal, field, method (the encoding),
            seed, levels (an axis, at most), channels (of the encoding, those of noise too), noise
            (channels), psnr (dB), ssim (both clamped), seconds (of all steps), steps, parameters,
            learning_rate.
        pictures: output, arrays METHOD: what the first seed's fits paint, clamped.
        rates: input, csv of the learning rates' search; None: as configured.
    """
    asked = check(Noise, params["noise"], "oinr.noise")
    recipe = recipe_of(params["recipe"], asked)
    prepare(recipe.threads, recipe.precision)
    found = {} if rates is None else pd.read_csv(rates).set_index("method")["learning_rate"]
    signal, rows, painted = Signal.read(frames), [], {}
    for name, one in networks_of(params, asked, signal).items():
        own = recipe if rates is None else at_rate(recipe, float(found[name]))
        for seed in params["seeds"]:
            values, seconds = fitted(one.network.model_dump(mode="json"), signal, own, seed)
            painted.setdefault(name, values.clip(0, 1))
            told = {"signal": params["signal"], "field": asked.field, "method": name, "seed": seed}
            told |= described(one, signal) | measured(signal, values)
            told |= {"seconds": seconds, "steps": recipe.steps, "parameters": one.parameters}
            rows.append(told | {"learning_rate": own.learning_rate})
    write_csv(table, pd.DataFrame(rows))
    write_arrays(pictures, "noise", painted, {"seed": params["seeds"][0]})


def described(one: Matched, signal: Signal) -> dict[str, int]:
    """Return what the encoding of a network has."""
    network = one.network
    return {
        "levels": max(network.levels_of(signal.shape)),
        "channels": network.features(signal.shape),
        "noise": network.noise,
    }


def measured(signal: Signal, values: np.ndarray) -> dict[str, float | None]:
    """Return PSNR (dB) and SSIM, clamped."""
    none = {"parameters": 0, "fixed_numbers": 0}
    record = quality(signal.values, values, none, signal.kind, signal.value_range)
    return {"psnr": record["psnr"], "ssim": record.get("ssim")}
