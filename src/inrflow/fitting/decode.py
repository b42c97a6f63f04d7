"""The workflow's stage `decode`: from a checkpoint alone to a file that others read."""

from pathlib import Path
from typing import Any

import numpy as np

from inrflow.config.check import check
from inrflow.config.decode import Decode
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.errors import InputError
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.signals.export import export
from inrflow.signals.signal import Signal


def decode_fit(params: dict[str, Any], *, fit: Path, decoded: Path) -> None:
    """Decode a fit.

    Args:
        params: `size`, `threads`; see `inrflow.config.decode`.
        fit: input, the fitted field.
        decoded: output; its suffix picks the format (png, wav, mp4, npy, nii, nii.gz).
    """
    options = check(Decode, params, "decode")
    prepare(options.threads)
    export(decoded_signal(Fit.read(fit), options.size), decoded)


def decoded_signal(fit: Fit, size: list[int] | None = None) -> Signal:
    """Return what a fit paints, clamped, on its own lattice or another over the same domain.

    Args:
        fit: the fit.
        size: samples along each axis that the signal has; None: as fitted.

    Raises:
        InputError: another number of axes, or a lattice that the field cannot paint.
    """
    shape = _sized(fit.shape, size)
    values = paint(fit.field.resampled(shape)).clip(0, 1)
    told = _stretched(fit.described or _plain(fit.shape), fit.shape, shape)
    return Signal.of(values, np.arange(shape[0], dtype=np.float64), told)


def _plain(shape: Shape) -> dict[str, Any]:
    """Return the description of imported weights' pictures."""
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


def _stretched(described: dict[str, Any], old: Shape, new: Shape) -> dict[str, Any]:
    """Return the description with the spacing of the new lattice: its ends stay where they are."""
    ratio = [max(a - 1, 1) / max(b - 1, 1) for a, b in zip(old[:3], new[:3], strict=True)]
    spacing = [s * r for s, r in zip(described["spacing"], ratio, strict=True)]
    source = dict(described["source"])
    if described["signal"] == "video" and "rate" in source:  # the clip lasts as long as before
        source["rate"] /= ratio[0]
    if "affine" in source:  # its columns are x, y, z
        affine = np.array(source["affine"], np.float64)
        affine[:, :3] *= ratio[::-1]
        source["affine"] = affine.tolist()
    return described | {"spacing": spacing, "source": source}
