"""The refusal that all writers share."""

from pathlib import Path

from inrflow.errors import InputError
from inrflow.signals.signal import Signal


def expect(fits: bool, path: Path, wanted: str, signal: Signal) -> None:
    """Raise InputError unless a signal fits a format; `wanted` says what does."""
    if not fits:
        frames, height, width, channels = signal.shape
        raise InputError(
            f"{path}: expected {wanted}, found kind {signal.kind}: "
            f"{frames} frames of {height}x{width}, {channels} channels"
        )
