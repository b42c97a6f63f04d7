"""Rows of tables and maps of figures: derivatives of one fit beside its references."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from inrflow.config.oinr.derivatives import DerivativesCosts
from inrflow.encoding.run import Run
from inrflow.fitting.runtime import choose_device
from inrflow.oinr.derivatives.compare import compared, regions
from inrflow.oinr.derivatives.costs import costs
from inrflow.oinr.derivatives.fields import in_closed_form
from inrflow.oinr.derivatives.planned import Planned
from inrflow.oinr.derivatives.slopes import Maps, by_differences, by_formula, by_sobel
from inrflow.signals.signal import Signal

SHOWN = ("gradient", "laplacian")
KEPT = ("psnr", "parameters", "seconds")


def references_of(signal: Signal) -> dict[str, Maps]:
    """Return what is known of a picture's derivatives: exact ones first, if there is a formula."""
    picture, formula = signal.values[0], by_formula(signal)
    exact = {} if formula is None else {"exact": formula}
    return exact | {"truth": by_differences(picture), "truth-sobel": by_sobel(picture)}


def ways_of(made: Run) -> dict[str, Maps]:
    """Return a fit's derivatives: in closed form, and by differences of what it paints."""
    return in_closed_form(made.fit.field) | {"differences": by_differences(made.painted[0])}


def measured(
    field: Planned, made: Run, ways: dict[str, Maps], truth: dict[str, Maps]
) -> Iterator[dict[str, Any]]:
    """Yield rows: field, cap, levels, padding, way, and those of `compared`, and of the fit.

    Args:
        field: what was fitted.
        made: the fit.
        ways: its derivatives.
        truth: what they are held against, besides those of the painted picture.
    """
    picture = made.painted[0]
    painted = {"painted": ways["differences"], "painted-sobel": by_sobel(picture)}
    masks = regions(picture.shape[:2], field.reach)
    told = {key: made.record[key] for key in KEPT}
    for way, maps in ways.items():
        references = truth if way == "differences" else truth | painted
        for row in compared(maps, references, masks):
            yield {"field": field.name} | field.told | {"way": way} | row | told


def priced(field: Planned, made: Run, told: DerivativesCosts) -> Iterator[dict[str, Any]]:
    """Yield rows: field, way, quantity, seconds, memory_mib, side, parameters, device, threads.

    None if the field is not one whose costs are measured.

    Args:
        field: what was fitted.
        made: the fit; its weights are put on a lattice of `told.side` samples a side.
        told: side and repeats.
    """
    if not field.priced:
        return
    shape = (1, told.side, told.side, made.painted.shape[3])
    larger = made.fit.field.resampled(shape).to(choose_device(field.recipe.device))
    kept = {key: made.record[key] for key in ("parameters", "device", "threads")}
    for row in costs(larger, told.repeats):
        yield {"field": field.name} | row | {"side": told.side} | kept


def drawn(name: str, ways: dict[str, Maps]) -> dict[str, np.ndarray]:
    """Return the maps that a figure shows, by `NAME/WAY/QUANTITY`."""
    return {
        f"{name}/{way}/{quantity}": maps[quantity].astype(np.float32)
        for way, maps in ways.items()
        for quantity in SHOWN
    }
