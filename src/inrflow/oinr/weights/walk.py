"""The line between two fits: losses, the barrier, and what single layers change."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as of
from typing import Any

import numpy as np

from inrflow.fields.field import Field
from inrflow.measures.psnr import mean_square, psnr
from inrflow.oinr.weights.chain import chain_of, refuse_unlike
from inrflow.oinr.weights.change import edges_changed, values_changed
from inrflow.oinr.weights.line import ALL, Painted, barrier, painted_between
from inrflow.oinr.weights.matching import WAYS
from inrflow.oinr.weights.moves import moved

Row = dict[str, Any]
ENDS = ("first_edges_changed", "first_values_changed", "last_edges_changed", "last_values_changed")


@dataclass(frozen=True)
class Way:
    """How to go from one fit to another.

    Attributes:
        matching: `none`, `activation`, `weight`.
        places: t, 0 first and 1 last.
        layers: names of those that also go over alone, the others held.
        seed: of the order in which weight matching takes layers.
    """

    matching: str
    places: Sequence[float]
    layers: Sequence[str]
    seed: int


@dataclass
class Walk:
    """What lies between two fits.

    Attributes:
        rows: one a (layer, t): loss, psnr, edges_changed, values_changed; see `between_fits`.
        summary: of the line of all layers, and the reading of single ones.
        pictures: layer, or `all` -> what is painted on its line, clamped.
    """

    rows: list[Row] = of(default_factory=list)
    summary: Row = of(default_factory=dict)
    pictures: dict[str, list[Painted]] = of(default_factory=dict)


def between_fits(first: Field, second: Field, targets: tuple[Painted, Painted], way: Way) -> Walk:
    """Return what is painted between two fits.

    The target at t is (1 - t) times the first picture plus t times the second: the picture itself
    where both are one. For single layers it is only something to compare with, as no fit stands at
    their end; what they change is told against what the first fit paints instead.

    Args:
        first: at t = 0.
        second: of the same network; at t = 1, once its neurons have moved.
        targets: what each was fitted to.
        way: how.

    Raises:
        InputError: fields of different networks, lattices or encodings.
    """
    refuse_unlike(first, second)
    moves = WAYS[way.matching](first, second, way.seed)
    start, end = chain_of(first), moved(chain_of(second), moves)
    found = Walk()
    for layer in (ALL, *way.layers):
        only = None if layer == ALL else [layer]
        painted = painted_between(first, start, end, way.places, only)
        found.rows += [{"layer": layer} | one for one in told(painted, targets, way.places)]
        found.pictures[layer] = [picture.clip(0, 1) for picture in painted]
    losses = np.array([row["loss"] for row in found.rows if row["layer"] == ALL])
    found.summary |= {"moved": float(np.mean([move.share for move in moves]))}
    found.summary |= _barrier(way.places, losses, targets) | reading(found.rows, way.layers)
    return found


def told(
    painted: Sequence[Painted], targets: tuple[Painted, Painted], places: Sequence[float]
) -> list[Row]:
    """Return a row a place: mean squared error, PSNR (dB, clamped), and changes from the first."""
    rows, before = [], painted[0].clip(0, 1)
    for t, picture in zip(places, painted, strict=True):
        target, seen = _target(targets, t), picture.clip(0, 1)
        rows.append(
            {
                "t": t,
                "loss": mean_square(target, picture),
                "psnr": float(psnr(target, seen).mean()),
                "edges_changed": edges_changed(before, seen),
                "values_changed": values_changed(before, seen),
            }
        )
    return rows


def reading(rows: Sequence[Row], layers: Sequence[str]) -> Row:
    """Return whether the first layer is more about edges than the last, once fully exchanged.

    `reading` is log2 of (edges changed / values changed) of the first layer over that of the last:
    above 0 as the paper reads it (early layers: shape; late ones: colour). None with fewer than two
    layers, and where a layer changed nothing.
    """
    if len(layers) < 2:
        return {"reading": None}
    at_end = {row["layer"]: row for row in rows if row["t"] == 1}
    edges, values = (
        [at_end[layer][measure] for layer in (layers[0], layers[-1])]
        for measure in ("edges_changed", "values_changed")
    )
    found = dict(zip(ENDS, [edges[0], values[0], edges[1], values[1]], strict=True))
    if min(edges + values) <= 0:
        return found | {"reading": None}
    return found | {"reading": float(np.log2(edges[0] / values[0] * values[1] / edges[1]))}


def _barrier(places: Sequence[float], losses: np.ndarray, targets: tuple[Painted, Painted]) -> Row:
    """Return the barrier: in mean squared error, over the ends' losses, over the variance."""
    height, place = barrier(places, losses)
    ends, variance = float(losses[[0, -1]].mean()), float(_target(targets, place).var())
    return {
        "end_loss": ends,
        "barrier": height,
        "barrier_at": place,
        "relative": height / ends if ends > 0 else None,
        "share_of_variance": height / variance if variance > 0 else None,
    }


def _target(targets: tuple[Painted, Painted], t: float) -> Painted:
    one, other = targets
    return np.float32(1 - t) * one + np.float32(t) * other
