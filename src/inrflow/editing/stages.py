"""The workflow's stages `crop` and `extend`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inrflow.config.check import check
from inrflow.config.editing import Crop, Extend, Tune
from inrflow.editing.crop import crop
from inrflow.editing.extend import extend
from inrflow.editing.info import contents
from inrflow.editing.tune import tune, tune_cells, tune_local
from inrflow.errors import InputError
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import write_text
from inrflow.signals.signal import Signal


def crop_fit(
    params: dict[str, Any], *, fit: Path, cropped: Path, report: Path | None = None
) -> None:
    """Crop a fit.

    Args:
        params: `region` or `cells`; see `inrflow.config.editing.Crop`.
        fit: input, the fitted field; not changed.
        cropped: output, what is left of it.
        report: output, json: the snap, and bytes and parameters before and after.
    """
    options = check(Crop, params, "crop")
    left, snap = crop(Fit.read(fit), region=options.region, cells=options.cells)
    left.write(cropped)
    if report is None:
        return
    told = asdict(snap) | {"asked": snap.asked and _spans(snap.asked), "kept": _spans(snap.kept)}
    for name, path in (("before", fit), ("after", cropped)):
        found = contents(path)
        told[name] = asdict(found) | {"numbers": found.numbers}
    write_text(report, json.dumps(told, indent=1, sort_keys=True) + "\n")


def extend_fit(params: dict[str, Any], *, fit: Path, frames: Path, extended: Path) -> None:
    """Extend a fit to a larger signal and fit it on.

    Args:
        params: `side`, and if wanted `tune`, `seed`; see `inrflow.config.editing.Extend`.
        fit: input, the fitted field; not changed.
        frames: input, the larger signal.
        extended: output.
    """
    options, signal = check(Extend, params, "extend"), Signal.read(frames)
    grown, new = extend(Fit.read(fit), signal, options.side)
    if options.tune is not None:
        prepare(options.tune.recipe.threads, options.tune.recipe.precision)
        grown = tuned(grown, signal, options.tune, options.seed, new)
    grown.write(extended)


def tuned(fit: Fit, signal: Signal, options: Tune, seed: int, new: list[int]) -> Fit:
    """Return a fit that was fitted on as told."""
    if options.train == "all":
        return tune(fit, signal, options.recipe, seed)[0]
    if options.train == "local":
        return tune_local(fit, signal, options.recipe, seed)[0]
    if not new:
        raise InputError("extend.tune.train: expected a field with cells for 'new', found none")
    return tune_cells(fit, signal, options.recipe, seed, new)[0]


def _spans(box: tuple[slice, slice, slice]) -> dict[str, list[int]]:
    """Return a box as JSON holds it: axis -> first sample, the one after the last."""
    names = ("frame", "y", "x")
    return {name: [side.start, side.stop] for name, side in zip(names, box, strict=True)}
