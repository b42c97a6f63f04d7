"""Decoding: from a fit to samples, of the whole signal or of a region, on any lattice.

What no cell paints is absent: it gets a fill value, and a mask says so. (In the released code a
removed cell paints its output bias.)
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool

from inrflow.config.check import check
from inrflow.config.editing import Decode, Region, Span
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.frame import HALF, Frame, frame_on, moved
from inrflow.editing.crop import of_cells, snap, touching
from inrflow.editing.region import AXES, box_of, whole
from inrflow.errors import InputError
from inrflow.fields.cells import Box, Cells
from inrflow.fields.field import Field
from inrflow.fields.labelled import Labelled
from inrflow.fields.pointwise import Pointwise, cells_of
from inrflow.fields.resolve import options_of
from inrflow.fitting.fit import Fit, header_of
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file
from inrflow.signals.export import export
from inrflow.signals.partial import PartialFile
from inrflow.signals.signal import Signal


@dataclass(frozen=True)
class Decoded:
    """What a fit paints.

    Attributes:
        signal: the values, clamped, the fill where nothing is painted.
        present: which samples are painted.
        box: where they lie in the whole signal, on the lattice that was decoded.
    """

    signal: Signal
    present: Bool[np.ndarray, "frame y x"]
    box: Box


def decode_fit(
    params: dict[str, Any], *, fit: Path, decoded: Path, mask: Path | None = None
) -> None:
    """Decode a fit; of one with cells only those of the region are read.

    Args:
        params: `region`, `extent`, `size`, `fill`, `threads`; see `inrflow.config.editing`.
        fit: input, the fitted field.
        decoded: output; its suffix picks the format (png, wav, mp4, npy, nii, nii.gz).
        mask: output, npy: which samples are painted.
    """
    options = check(Decode, params, "decode")
    prepare(options.threads)
    part = read_part(fit, options.region, options.size)
    region = options.region
    if region is None and options.extent == "kept":
        region = around(part)
    found = decode(part, region, options.size, options.fill)
    export(found.signal, decoded)
    if mask is not None:
        with atomic_file(mask) as part:
            np.save(part, found.present)


def read_part(path: Path, region: Region | None, size: list[int] | None = None) -> Fit:
    """Read a fit, and of its cells only those of a region on the lattice of that size.

    Raises:
        InputError: no fit, a region that its signal does not have, or one without a cell.
    """
    with PartialFile(path, "fit") as file:
        if region is None:
            return Fit.of(file)
        header = header_of(file)
        network, shape = header["network"], tuple(header["shape"])
        if network.get("partition") is None:
            return Fit.of(file)
        options = options_of(network)
        told = header["described"] or _plain(shape)
        box = box_of(region, shape, frame_on(options.frame, shape), told)
        finer, frame = _sized(shape, size), frame_on(options.frame, shape)
        cells = cells_of(options, shape).resampled(finer, frame)
        return Fit.of(file, _some(cells, _moved(box, frame, shape, finer)))


def around(fit: Fit) -> Region | None:
    """Return the smallest region around what a fit has cells for; None for all of the signal."""
    if not isinstance(fit.field, Pointwise):
        return None
    box = zip(AXES, snap(fit.field.cells, None).kept, strict=True)
    return Region(**{name: Span(start=side.start, stop=side.stop) for name, side in box})


def decode(
    fit: Fit,
    region: Region | None = None,
    size: list[int] | None = None,
    fill: float = 0.0,
) -> Decoded:
    """Return what a fit paints of a region.

    Args:
        fit: the fit.
        region: the part; None: all of the signal.
        size: samples along each axis of the whole signal; None: as fitted.
        fill: value where no cell is, in the unit of the signal's values.

    Raises:
        InputError: another number of axes, a lattice that the field cannot paint, a region that
            the signal does not have or in which no cell is left.
    """
    shape, told, field = _sized(fit.shape, size), fit.described or _plain(fit.shape), fit.field
    frame = field.frame if isinstance(field, Pointwise) else frame_on(None, fit.shape)
    box = whole(fit.shape) if region is None else box_of(region, fit.shape, frame, told)
    field, box = field.resampled(shape), _moved(box, frame, fit.shape, shape)
    if region is not None and fit.network.get("partition") is not None:
        field = of_cells(fit, _some(field.cells, box)).field.resampled(shape)
    values, present = _painted(field, box)
    low, high = told["value_range"]
    values = np.where(
        present[..., None], values.clip(0, 1), np.float32((fill - low) / (high - low))
    )
    time = np.arange(box[0].start, box[0].stop, dtype=np.float64)
    signal = Signal.of(values, time, _stretched(told, frame, fit.shape, shape))
    return Decoded(_placed(signal, box) if region else signal, present, box)


@torch.no_grad()
def _painted(field: Field, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Return what a field paints in a box, not clamped, and where it does."""
    frames, rows, columns = box
    if isinstance(field, Pointwise):  # a frame at a time, no others
        chosen = field.frames(range(frames.start, frames.stop))
        pictures = [picture[rows, columns] for picture in chosen]
        present = field.cells.present[box].numpy()
    else:
        pictures = [picture[rows, columns] for picture in field.frames()][frames]
        present = np.ones([side.stop - side.start for side in box], dtype=bool)
    return torch.stack(pictures).cpu().numpy(), present


def _some(cells: Cells | Labelled, box: Box) -> list[int]:
    """Return the numbers of the cells of a box."""
    found = touching(cells, box)
    if not found:
        raise InputError("region: expected a cell in it, found none: it was cropped away")
    return found


def _plain(shape: Shape) -> dict[str, Any]:
    """Return the description of imported weights' pictures and clips."""
    kind = "image" if shape[0] == 1 else "video"
    return Signal.described_as(kind, (0.0, 1.0), (1.0, 1.0, 1.0), ("frame", "px", "px"))


def _sized(shape: Shape, size: list[int] | None) -> Shape:
    axes, sides = axes_of(shape), list(shape[:3])
    if size is None:
        return shape
    if len(size) != len(axes):
        raise InputError(
            f"decode.size: expected {len(axes)} numbers for a signal of "
            f"{shape[0]}x{shape[1]}x{shape[2]} samples, found {size}"
        )
    for axis, side in zip(axes, size, strict=True):
        sides[axis] = side
    return (sides[0], sides[1], sides[2], shape[3])


def _moved(box: Box, frame: Frame, old: Shape, new: Shape) -> Box:
    """Return the samples of another lattice that lie in a box.

    Both lattices have their ends in common: the first and last samples, or the edges of those. A
    border between samples of the old lattice lies half way between them, so that boxes side by
    side stay side by side.
    """
    found = []
    for side, ends, a, b in zip(box, frame, old[:3], new[:3], strict=True):
        first = 0 if side.start == 0 else ceil(moved(side.start - HALF, ends, a, b))
        last = b if side.stop == a else ceil(moved(side.stop - HALF, ends, a, b))
        if first >= last:
            raise InputError(
                f"decode.size: expected a sample in the region {side.start} to {side.stop - 1}, "
                f"found none on a side of {b}"
            )
        found.append(slice(first, last))
    return (found[0], found[1], found[2])


def _stretched(described: dict[str, Any], frame: Frame, old: Shape, new: Shape) -> dict[str, Any]:
    """Return the description with the spacing of the new lattice: its ends stay where they are."""
    axes = list(zip(frame, old[:3], new[:3], strict=True))
    begun = [moved(Fraction(0), ends, a, b) for ends, a, b in axes]
    ratio = [
        float(1 / (moved(Fraction(1), ends, a, b) - first))
        for first, (ends, a, b) in zip(begun, axes, strict=True)
    ]
    spacing = [s * r for s, r in zip(described["spacing"], ratio, strict=True)]
    source = dict(described["source"])
    if described["signal"] == "video" and "rate" in source:  # the clip lasts as long as before
        source["rate"] /= ratio[0]
    if "affine" in source:  # its columns are x, y, z
        affine = np.array(source["affine"], np.float64)
        affine[:, :3] *= ratio[::-1]
        affine[:3, 3] -= affine[:3, :3] @ [float(first) for first in begun[::-1]]
        source["affine"] = affine.tolist()
    return described | {"spacing": spacing, "source": source}


def _placed(signal: Signal, box: Box) -> Signal:
    """Return a part of a signal with its place in the whole written down."""
    source = signal.source | {"region": [[side.start, side.stop] for side in box]}
    if "affine" in source:  # its columns are x, y, z: the origin moves to the first voxel
        affine = np.array(source["affine"], np.float64)
        affine[:3, 3] += affine[:3, :3] @ [side.start for side in box[::-1]]
        source["affine"] = affine.tolist()
    return replace(signal, source=source)
