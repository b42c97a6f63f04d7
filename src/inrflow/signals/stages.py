"""The workflow's stages `frames`, `masks` and `flow`."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from inrflow.config import readers as known
from inrflow.config.check import check
from inrflow.config.names import nearest
from inrflow.errors import InputError
from inrflow.signals import readers
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
    name = str(params.get("reader"))
    options, modules = ({m.name for m in iter_modules(p.__path__)} for p in (known, readers))
    if name not in options & modules:
        near = nearest(name, options & modules)
        raise InputError(f"reader: unknown name {name!r}{near}")
    module = import_module(f"inrflow.signals.readers.{name}")
    return module, check(module.Options, params, f"reader {name}")
