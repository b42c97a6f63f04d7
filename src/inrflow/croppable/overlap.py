"""The workflow's stage `croppable-overlap`: what cells gain that also see their neighbours'.

Source: Croppable INRs, released training of videos: blocks are enlarged by some samples on every
side while they are fitted, and painted without them. The paper does not mention it.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.networks.axes import axes_of
from inrflow.config.recipe import Recipe
from inrflow.croppable.refit import QUALITY, SEAMS, Made, again, edges_of, told
from inrflow.encoding.tables import tests, write_csv
from inrflow.fitting.runtime import prepare
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays


def compare_overlaps(
    params: dict[str, Any], *, frames: Path, fits: list[Path], table: Path, pairs: Path, shown: Path
) -> None:
    """Fit fields of cells once an overlap and a seed, all else as in their group.

    Args:
        params: `signal`, `fields`, `samples` (overlaps, along every axis), `seeds`, `steps` (null:
            as in the group).
        frames: input, the signal.
        fits: inputs, one of the group's fits of each field: their networks and recipes.
        table: output, csv, one row a (field, overlap, seed): psnr, psnr_minmax (dB), ssim,
            seam_jump (signal units), seam_ratio (both over all axes), parameters, seconds,
            seconds_per_step.
        pairs: output, csv, paired differences over seeds; `first` and `second` are overlaps.
        shown: output, arrays `FIELD/OVERLAP`: what the first seed's fits paint, not clamped; in
            its header `edges` of the cells of each field.
    """
    signal, rows, painted = Signal.read(frames), [], {}
    made = dict(zip(params["fields"], map(Made.read, fits), strict=True))
    for field, one in made.items():
        prepare(one.recipe.threads, one.recipe.precision)
        for seed in params["seeds"]:
            for overlap in params["samples"]:
                recipe = overlapping(one.recipe, overlap, signal, params["steps"])
                found = again(one.network, signal, recipe, seed)
                row = {"signal": params["signal"], "field": field, "overlap": overlap, "seed": seed}
                row |= told(found.painted, signal, one.network)
                row |= {"parameters": found.parameters, "seconds": found.seconds}
                rows.append(row | {"seconds_per_step": found.seconds / recipe.steps})
                painted.setdefault(f"{field}/{overlap}", found.painted)
    results = pd.DataFrame(rows)
    write_csv(table, results)
    write_csv(pairs, differences(results))
    seen = {"seed": params["seeds"][0], "edges": edges_of(made, signal)}
    write_arrays(shown, "overlaps", painted, seen)


def overlapping(recipe: Recipe, overlap: int, signal: Signal, steps: int | None) -> Recipe:
    """Return a recipe with an overlap along every axis, and of another length if one is told."""
    more = {"overlap": [overlap] * len(axes_of(signal.shape))}
    return recipe.model_copy(update=more | ({"steps": steps} if steps else {}))


def differences(results: pd.DataFrame) -> pd.DataFrame:
    """Return paired differences between overlaps, one row a (field, measure, pair)."""
    named = results.assign(group=results["field"], field=results["overlap"].astype(str))
    found = tests(named, [*QUALITY, *SEAMS, "seconds_per_step"])
    return found.rename(columns={"group": "field"})
