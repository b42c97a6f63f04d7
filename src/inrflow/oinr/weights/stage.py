"""The workflow's stage `oinr-weights`: one pair of signals, all fields and seeds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.encoding.tables import write_csv
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.oinr.rates import recipes_of
from inrflow.oinr.weights.compared import Compared, Key, fits_compared
from inrflow.oinr.weights.pair import asked_of, fitted, refuse_shapes
from inrflow.oinr.weights.walk import Walk, Way, between_fits
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

Table = list[dict[str, Any]]


def walk_between(
    params: dict[str, Any],
    *,
    frames: list[Path],
    fits: Path,
    lines: Path,
    comparisons: Path,
    strips: Path,
    rates: list[Path] | None = None,
) -> None:
    """Fit a pair of signals and look at the fields on the lines between the fits.

    Rows name their pair in `signal`. `pictures` and `seeds` say whether both fits share them;
    `first`, `seed` are signal and seed of the fit at t = 0, `second`, `other_seed` of that at 1.

    Args:
        params: `weights`: the part's options; `pair`: its name; `signals`: the two; `seeds`;
            `order`: of the fields; `networks`, `recipes`: field -> options; `size`: what
            `matched` is told.
        frames: inputs, the two signals.
        fits: output, csv, one row a fit: psnr (dB, clamped), ssim, parameters, learning_rate,
            steps, seconds (of all steps).
        lines: output, csv, one row a (comparison, matching, layer, t): loss (mean squared error
            from the target, see `between_fits`), psnr (dB, clamped), edges_changed,
            values_changed (from what the first fit paints; see `change`).
        comparisons: output, csv, one row a (comparison, matching): moved (share of hidden neurons
            with another place or sign), end_loss (mean of both), barrier (mean squared error),
            barrier_at (t), relative (to end_loss), share_of_variance (of the target there), and
            the reading of single layers; see `reading`.
        strips: output, arrays FIELD/SEEDS/MATCHING/LAYER (t, frame, y, x, channel), clamped: lines
            of the first seed between both pictures.
        rates: inputs, json of the learning rates' search, one a field; None: as configured.
    """
    signals = dict(zip(params["signals"], map(Signal.read, frames), strict=True))
    refuse_shapes(signals)
    made: Table = []
    rows: Table = []
    summaries: Table = []
    shown: dict[str, np.ndarray] = {}
    places = np.linspace(0, 1, params["weights"]["places"])
    own = {name: params["recipes"][name] for name in params["order"]}
    for name, recipe in recipes_of(own, rates, {}).items():
        asked = asked_of(params, name, recipe, next(iter(signals.values())))
        fields, some = fitted(asked, signals, params["seeds"])
        made += some
        for one, matching, walk in walks(params, fields, signals, places.tolist()):
            names = {"signal": params["pair"], "field": name} | one.names | {"matching": matching}
            rows += [names | row for row in walk.rows]
            summaries.append(names | walk.summary)
            if one.first[1] == params["seeds"][0] and one.pictures == "different":
                where = f"{name}/{one.seeds}/{matching}"
                shown |= {f"{where}/{k}": np.stack(v) for k, v in walk.pictures.items()}
    write_csv(fits, pd.DataFrame(made))
    write_csv(lines, pd.DataFrame(rows))
    write_csv(comparisons, pd.DataFrame(summaries))
    write_arrays(strips, "strips", shown, {"places": places.tolist(), "seeds": params["seeds"]})


def walks(
    params: dict[str, Any],
    fields: dict[Key, Field],
    signals: dict[str, Signal],
    places: list[float],
) -> Iterator[tuple[Compared, str, Walk]]:
    """Yield every comparison, its matching, and what lies between the fits.

    Single layers go over alone between different pictures only.
    """
    asked = params["weights"]
    names = layer_names(next(iter(fields.values())), asked["layers"])
    for one in fits_compared(*params["signals"], params["seeds"]):
        layers = names if one.pictures == "different" else []
        targets = tuple(signals[name].values for name, _ in (one.first, one.second))
        for matching in asked["matching"]:
            way = Way(matching, places, layers, one.first[1])
            yield one, matching, between_fits(fields[one.first], fields[one.second], targets, way)


def layer_names(field: Field, positions: list[int] | None) -> list[str]:
    """Return the names of layers by their positions, 1 the first, -1 the last; None: all.

    Raises:
        InputError: a position beyond the field's layers.
    """
    names = list(field.stages)
    for position in positions or []:
        if abs(position) > len(names):
            raise InputError(
                f"oinr.weights.layers: expected positions up to {len(names)}, found {position}"
            )
    chosen = range(1, len(names) + 1) if positions is None else positions
    return [names[position - 1 if position > 0 else position] for position in chosen]
