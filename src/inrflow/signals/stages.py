"""The workflow's stages `frames`, `masks` and `flow`."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.signals.flow import estimate
from inrflow.signals.signal import Signal


def read_frames(params: dict[str, Any], *, frames: Path) -> None:
    """Read a signal's frames.

    Args:
        params: the reader's options.
        frames: output, one file.
    """
    reader, options = _reader(params)
    reader.read(options).write(frames)


def read_masks(params: dict[str, Any], *, masks: Path) -> None:
    """Read a signal's segments; arguments as in `read_frames`."""
    reader, options = _reader(params)
    reader.segments(options).write(masks)


def read_flow(params: dict[str, Any], *, frames: Path, flow: Path) -> None:
    """Write the exact flow if the reader knows it, else TV-L1 of the frames."""
    reader, options = _reader(params)
    if hasattr(reader, "flow"):
        reader.flow(options).write(flow)
    else:
        estimate(Signal.read(frames)).write(flow)


def _reader(params: dict[str, Any]) -> tuple[ModuleType, Any]:
    name = params.get("reader")
    try:
        module = import_module(f"inrflow.signals.readers.{name}")
    except ModuleNotFoundError:
        raise InputError(f"reader: expected a known reader, found {name!r}") from None
    return module, check(module.Options, params, f"reader {name}")
