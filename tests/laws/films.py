"""Films whose every frame carries its number in its colours."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import av
import numpy as np

from inrflow.signals.signal import Signal


def read(reader: str, **options: Any) -> Signal:
    """Read a signal by a reader's name and options."""
    module = import_module(f"inrflow.signals.readers.{reader}")
    return module.read(module.Options(reader=reader, **options))


def numbered(number: int, height: int = 24, width: int = 32) -> np.ndarray:
    """A picture whose red is 10 x (number mod 25); green tells the row, blue the column."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[..., 0] = 10 * (number % 25)
    picture[..., 1] = np.arange(height)[:, None] * 8
    picture[..., 2] = np.arange(width) * 4
    return picture


def write_film(
    path: Path,
    frames: int,
    codec: str = "ffv1",
    format_: str = "bgr0",
    picture: Callable[[int], np.ndarray] = numbered,
) -> Path:
    """Write a film, without loss unless another codec is named."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.height, stream.width = picture(0).shape[:2]
        stream.pix_fmt = format_
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def numbers_in(values: np.ndarray) -> list[int]:
    """The numbers that frames in [0, 1] carry."""
    return np.rint(values[..., 0].mean((1, 2)) * 25.5).astype(int).tolist()
