"""A sinogram that was measured elsewhere: read it, and hold it against the angles."""

import zipfile
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Float64

from inrflow.errors import InputError

KEY = "sinogram"
DEGREES = "degrees"
NEAR = 1e-3  # degrees within which angles of a file are those of the options

Sinogram = Float32[np.ndarray, "angle detector channel"]


def check_sinogram(sinogram: Sinogram, angles: int, detectors: int, channels: int = 1) -> None:
    """Refuse a sinogram that is not of these angles and detectors.

    Raises:
        InputError: another number of any; values that are not finite.
    """
    if sinogram.shape[:2] != (angles, detectors):
        turned = "; it may be turned" if sinogram.shape[:2] == (detectors, angles) else ""
        raise InputError(
            f"sinogram: expected {angles} angles x {detectors} detectors, "
            f"found {sinogram.shape[0]} x {sinogram.shape[1]}{turned}"
        )
    if sinogram.shape[2] != channels:
        raise InputError(f"sinogram: expected {channels} channels, found {sinogram.shape[2]}")
    if not np.isfinite(sinogram).all():
        raise InputError("sinogram: expected finite values, found others")


def read_sinogram(path: Path, degrees: Float64[np.ndarray, " expected"]) -> Sinogram:
    """Read a sinogram: an array (angle, detector) or (angle, detector, channel), px.

    Args:
        path: npy, or npz with `sinogram` and, if it likes, `degrees`: the angles of its rows.
        degrees: the angles that are expected.

    Raises:
        InputError: no such array, or one of other angles.
    """
    values, told = _arrays(path)
    if values.ndim not in {2, 3} or values.dtype.kind not in "fiu":
        raise InputError(
            f"{path}: expected numbers (angle, detector), found {values.dtype} of {values.shape}"
        )
    if told is not None and told.dtype.kind not in "fiu":
        raise InputError(f"{path}: {DEGREES}: expected numbers, found {told.dtype}")
    if told is not None:
        _refuse_angles(path, told, degrees)
    return np.asarray(values if values.ndim == 3 else values[..., None], np.float32)


def _refuse_angles(path: Path, told: np.ndarray, degrees: np.ndarray) -> None:
    """Refuse angles that are not those that are expected, by the first that differs."""
    why = "`angles` and `endpoint` set what is expected"
    if told.shape != degrees.shape:
        raise InputError(f"{path}: expected {_span(degrees)}, found {_span(told)}; {why}")
    differ = np.flatnonzero(~(np.abs(told - degrees) <= NEAR))
    if differ.size:
        first = differ[0]
        raise InputError(
            f"{path}: expected {_span(degrees)}, row {first} at {degrees[first]:g}, found it at "
            f"{told[first]:g}; {why}"
        )


def _arrays(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the sinogram and the angles of a file, which may not be told."""
    try:
        with path.open("rb") as file:
            held = np.load(file, allow_pickle=False)
            if isinstance(held, np.ndarray):
                return held, None
            found = {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path}: expected an npy file, or an npz file with {KEY!r}, found neither"
        ) from error
    # angles under another name would not be looked at
    if KEY not in found or set(found) - {KEY, DEGREES}:
        raise InputError(
            f"{path}: expected arrays {KEY!r} and, if it likes, {DEGREES!r}, found {sorted(found)}"
        )
    return found[KEY], found[DEGREES].ravel() if DEGREES in found else None


def _span(degrees: np.ndarray) -> str:
    if not degrees.size:
        return "no angles"
    return f"{degrees.size} angles from {degrees.min():g} to {degrees.max():g} degrees"
