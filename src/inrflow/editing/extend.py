"""Extension: a fitted field goes on beyond a side of its signal.

Source: Croppable INRs section 4.3. New cells start as the mirror images of those within: the cell
at a distance beyond the side copies the weights of the cell at the same distance inside. The
coordinates of what was there do not change, so that it is painted bit for bit as before: a field
that was fitted in the final frame (`network.frame`) stays in it, another one's coordinates go on
beyond [-1, 1]. A field without cells paints the new part with the network that it has.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, chain, cycle
from typing import Any

import numpy as np
from scipy.spatial import KDTree

from inrflow.config.editing import Side
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.frame import frame_on
from inrflow.config.networks.partition import Labels
from inrflow.editing.rows import with_rows
from inrflow.errors import InputError
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.resolve import options_of
from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Signal

SIDES = {"start": (0, 0), "end": (0, 1), "top": (1, 0), "bottom": (1, 1)}
SIDES |= {"left": (2, 0), "right": (2, 1)}


def extend(fit: Fit, signal: Signal, side: Side) -> tuple[Fit, list[int]]:
    """Return a fit of a larger signal, not yet fine-tuned, and the numbers of its new cells.

    Args:
        fit: of a field of coordinates.
        signal: the larger signal, what was there included.
        side: where it is larger; start and end are those of frames, or of a sound.

    Raises:
        InputError: a signal of other channels, sides or range of values, one that is not larger,
            or a field that cannot be extended.
    """
    field, options = fit.field, options_of(fit.network)
    if not isinstance(field, Pointwise) or "frame" not in type(options).model_fields:
        name = fit.network["architecture"]
        raise InputError(f"extend: expected a field of coordinates over the signal, found {name}")
    if isinstance(options.partition, Labels):
        raise InputError("extend: expected cells on a grid, found those of a label map")
    _same_values(fit.described, signal)
    axis, end = axis_of(side, fit.shape)
    more = _more(fit.shape, signal.shape, axis)
    _goes_on(field, axis, end, side)
    network = fit.network | options.settled(fit.shape)
    network |= {"frame": _frame(field, signal.shape, axis, more, end)}
    if options.partition is None:
        grown, new, rows = network, [], [0]
    else:
        grown, new, rows = _with_cells(network, field, signal.shape, axis, more, end)
    larger = with_rows(grown, signal.shape, field.state_dict(), rows)
    return replace(fit, field=larger, network=grown, described=signal.described), new


def mirrored(sizes: list[int], more: int, end: int) -> tuple[list[int], list[int]]:
    """Return the sizes of new cells outward from a side, and which cell inside each mirrors.

    Cells repeat mirrored again where the extension is longer than what was there. A rest of less
    than half a cell joins the cell before it.

    Args:
        sizes: of the cells along the axis, samples.
        more: samples of the extension.
        end: 0: before the first cell; 1: after the last.
    """
    inward = list(range(len(sizes)))[:: -1 if end else 1]
    order = cycle(chain(inward, inward[::-1]))
    found: list[int] = []
    images: list[int] = []
    while more > 0:
        image = next(order)
        size = min(more, sizes[image])
        if found and 2 * size < sizes[image]:
            found[-1] += size
        else:
            found.append(size)
            images.append(image)
        more -= size
    return found, images


def _with_cells(
    network: dict[str, Any], field: Pointwise, shape: Shape, axis: int, more: int, end: int
) -> tuple[dict[str, Any], list[int], list[int]]:
    """Return the network with new cells, their numbers, and the old row that each member copies."""
    cells, axes = field.cells, axes_of(shape)
    sizes = np.diff(cells.edges[axis]).tolist()
    beyond, images = mirrored(sizes, more, end)
    if end:
        sizes, source = sizes + beyond, list(range(len(sizes))) + images
    else:
        sizes, source = beyond[::-1] + sizes, images[::-1] + list(range(len(sizes)))
    cuts = [ends[1:-1] for ends in cells.edges]
    cuts[axis] = list(accumulate(sizes))[:-1]
    old = np.full(cells.factors, -1)
    old.ravel()[cells.numbers] = np.arange(cells.members)
    rows = np.take(old, source, axis=axis)
    beyond_side = slice(-len(images), None) if end else slice(0, len(images))
    new = np.zeros(rows.shape, dtype=bool)
    np.moveaxis(new, axis, 0)[beyond_side] = True
    if (new & (rows < 0)).any():  # of a cropped fit
        rows = np.where(new & (rows < 0), _nearest(old, rows.shape, axis, source), rows)
    kept = np.flatnonzero(rows.ravel() >= 0)
    grown = {"partition": {"cuts": [cuts[one] for one in axes]}}
    grown["kept"] = None if len(kept) == rows.size else kept.tolist()
    numbers = [int(n) for n in kept if new.ravel()[n]]
    return network | grown, numbers, rows.ravel()[kept].tolist()


def _nearest(old: np.ndarray, shape: tuple[int, ...], axis: int, source: list[int]) -> np.ndarray:
    """Return for every new place the kept member nearest to its mirror image, in cells."""
    there = np.argwhere(old >= 0)
    places = np.argwhere(np.ones(shape, dtype=bool))
    places[:, axis] = np.array(source)[places[:, axis]]
    _, nearest = KDTree(there).query(places, p=1)
    return old[tuple(there[nearest].T)].reshape(shape)


def _same_values(described: dict[str, Any], signal: Signal) -> None:
    """Refuse a signal whose numbers stand for others: what was there would change its meaning."""
    found, wanted = signal.value_range, tuple(described.get("value_range", signal.value_range))
    if tuple(found) != wanted:
        raise InputError(
            f"extend: expected a signal whose values range from {wanted[0]:g} to {wanted[1]:g}, "
            f"found {found[0]:g} to {found[1]:g}"
        )


def axis_of(side: Side, shape: Shape) -> tuple[int, int]:
    """Return the axis of a side, and 0 for its beginning or 1 for its end.

    Raises:
        InputError: a side that a signal of this shape does not have.
    """
    axis, end = SIDES[side]
    if side in ("start", "end") and shape[0] == shape[1] == 1:  # of a sound
        axis = 2
    if axis not in axes_of(shape):
        raise InputError(f"extend.side: expected a side that the signal has, found {side!r}")
    return axis, end


def _goes_on(field: Pointwise, axis: int, end: int, side: Side) -> None:
    """Refuse a side at which the frame of the fit ends while it goes on at the other."""
    first, last = field.frame[axis]
    beyond = (first < 0, last > field.shape[axis] - 1)
    if beyond[1 - end] and not beyond[end]:
        raise InputError(
            f"extend.side: expected the side at which the fit's frame goes on, found {side!r}: it "
            f"was fitted as samples {-int(first)} to {field.shape[axis] - 1 - int(first)} of "
            f"{int(last - first) + 1}"
        )


def _more(old: Shape, new: Shape, axis: int) -> int:
    """Return how many samples a signal has more along an axis."""
    if new[3] != old[3]:
        raise InputError(f"extend: expected a signal of {old[3]} channels, found {new[3]}")
    others = [one for one in range(3) if one != axis]
    if any(new[one] != old[one] for one in others) or new[axis] <= old[axis]:
        wanted = ["x".join(map(str, old[:3])), ["frame", "y", "x"][axis]]
        raise InputError(
            f"extend: expected a signal of {wanted[0]} samples with more along {wanted[1]} alone, "
            f"found {'x'.join(map(str, new[:3]))}"
        )
    return new[axis] - old[axis]


def _frame(
    field: Pointwise, shape: Shape, axis: int, more: int, end: int
) -> list[list[int | float]] | None:
    """Return the frame of what was there, in samples of the larger signal."""
    ends = list(field.frame)
    if not end:
        ends[axis] = (ends[axis][0] + more, ends[axis][1] + more)
    told, plain = ([[*map(_plain, one)] for one in some] for some in (ends, frame_on(None, shape)))
    axes = axes_of(shape)
    return None if all(told[one] == plain[one] for one in axes) else [told[one] for one in axes]


def _plain(end: Fraction) -> int | float:
    """Return a frame's end as a configuration has it: whole, or a half."""
    return int(end) if end.denominator == 1 else float(end)
