"""Cells that are objects: from panoptic segments to a partition, from an object to its cells.

Source: Croppable INRs, future work. A clip's segment is one cell over all of its frames.
"""

from typing import Any

import numpy as np
from jaxtyping import Bool, Int, Shaped
from skimage.measure import label

from inrflow.config.editing import Join
from inrflow.config.names import nearest
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.labelled import NOWHERE, Labelled
from inrflow.signals.signal import Segments

VOID = 0
Map = Int[np.ndarray, "frame y x"]


def partition_of(segments: Segments, smallest: int = 1, join: Join = "neighbour") -> dict[str, Any]:
    """Return `network.partition` whose cells are segments, in the order of their ids.

    Every sample is in a cell: void, and segments that are too small, join others.

    Args:
        segments: of a picture or clip.
        smallest: samples of a segment over all frames, below which it is no cell of its own.
        join: `neighbour`: each connected piece of them goes to the largest cell that it touches;
            `common`: all of them are one cell, the last.

    Raises:
        InputError: a frame without masks, or no segment that is large enough.
    """
    labels, frames = segments.labels, len(segments.labels)
    if len(segments.annotated) != frames:
        raise InputError(
            f"partition: expected masks of all {frames} frames, found {len(segments.annotated)}"
        )
    ids, counts = np.unique(labels, return_counts=True)
    kept = (ids != VOID) & (counts >= smallest)
    if not kept.any():
        most = counts[ids != VOID].max(initial=0)
        raise InputError(
            f"partition: expected a segment of {smallest} samples or more, found at most {most}"
        )
    table = np.full(len(ids), NOWHERE)
    table[kept] = np.arange(kept.sum())
    cells = table[np.searchsorted(ids, labels)]
    if join == "common":
        cells[cells == NOWHERE] = kept.sum()
    else:
        _join(cells, labels, counts[kept])
    return {"shape": list(labels.shape), "runs": runs_of(cells)}


def runs_of(cells: Map) -> list[list[int]]:
    """Return a label map as runs: [number, samples], row-major."""
    flat = cells.ravel()
    starts = np.flatnonzero(np.diff(flat, prepend=flat[0] + 1))
    lengths = np.diff(starts, append=flat.size)
    return [[int(flat[at]), int(n)] for at, n in zip(starts, lengths, strict=True)]


def labels_of(partition: dict[str, Any]) -> Map:
    """Return the label map of a partition: the inverse of `runs_of`."""
    numbers, counts = zip(*partition["runs"], strict=True)
    return np.repeat(numbers, counts).reshape(partition["shape"])


def object_in(segments: Segments, name: str | None) -> tuple[str, Bool[np.ndarray, "frame y x"]]:
    """Return the name of an object and its samples.

    Args:
        segments: of a picture or clip.
        name: of a segment, or a category, of which all segments are meant; None: the largest
            thing, where there is none the largest segment.

    Raises:
        InputError: no segment, or no such object.
    """
    sizes = dict(zip(*np.unique(segments.labels, return_counts=True), strict=True))
    there = [entry for entry in segments.table if entry["id"] in sizes]
    if not there:
        raise InputError("object: expected segments to choose from, found none")
    if name is None:
        found = [max(there, key=lambda entry: (entry["thing"], sizes[entry["id"]]))]
    else:
        found = [e for e in there if name in (str(e["name"]), str(e["category"]))]
    if not found:
        known = {str(entry[key]) for entry in there for key in ("name", "category")}
        raise InputError(f"object: unknown name {name!r}{nearest(str(name), known)}")
    mask = np.isin(segments.labels, [entry["id"] for entry in found])
    return name or str(found[0]["name"]), mask


def cells_of_object(cells: Cells | Labelled, mask: Bool[np.ndarray, "frame y x"]) -> list[int]:
    """Return the numbers of the cells that have a sample of an object, ascending.

    Args:
        cells: of a field; those of a grid hold other things too.
        mask: the object's samples.

    Raises:
        InputError: no cell has any.
    """
    held: Shaped[np.ndarray, " some"] = np.unique(owners(cells)[mask])
    found = [cells.numbers[member] for member in held.tolist() if member >= 0]
    if not found:
        raise InputError("object: expected a sample of it in a cell, found none")
    return found


def owners(cells: Cells | Labelled) -> Map:
    """Return the member of each sample; -1 where there is none."""
    if isinstance(cells, Labelled):
        return cells.owner.numpy().reshape(cells.shape[:3])
    found = np.full(cells.shape[:3], NOWHERE)
    for member, box in enumerate(cells.boxes):
        found[box] = member
    return found


def _join(cells: Map, labels: Map, sizes: Int[np.ndarray, " cell"]) -> None:
    """Give each connected piece of what is in no cell to the largest cell that it touches.

    In place. Pieces that touch none wait until what lies between has joined one.

    Args:
        cells: number of each sample's cell, -1 where it has none.
        labels: the segments.
        sizes: samples of each cell.
    """
    pieces = label(np.where(cells == NOWHERE, labels, -1), background=-1, connectivity=1)
    while (cells == NOWHERE).any():
        best = np.full(pieces.max() + 1, NOWHERE)
        rank = np.append(np.argsort(np.argsort(-sizes, kind="stable")), len(sizes))  # -1: last
        for piece, cell in _touching(pieces, cells):
            if rank[cell] < rank[best[piece]]:
                best[piece] = cell
        open_ = cells == NOWHERE
        cells[open_] = best[pieces[open_]]


def _touching(pieces: Map, cells: Map) -> list[list[int]]:
    """Return the pairs (piece, cell) that lie beside each other."""
    found = []
    for axis in range(3):
        first, last = (slice(None, -1), slice(1, None))
        for here, there in ((first, last), (last, first)):
            at = tuple(here if a == axis else slice(None) for a in range(3))
            beside = tuple(there if a == axis else slice(None) for a in range(3))
            meets = (cells[at] == NOWHERE) & (cells[beside] != NOWHERE)
            found.append(np.stack([pieces[at][meets], cells[beside][meets]], axis=1))
    return np.unique(np.concatenate(found), axis=0).tolist()
