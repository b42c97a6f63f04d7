"""The reader `video`: any film that PyAV decodes."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from inrflow.config.readers.video import Video
from inrflow.errors import InputError
from inrflow.signals.framing import frame_picture
from inrflow.signals.paths import resolve
from inrflow.signals.selection import select
from inrflow.signals.signal import Signal

Options = Video


def read(options: Video) -> Signal:
    """Decode the chosen frames.

    Raises:
        InputError: missing, truncated or undecodable file; a range that it does not have.
    """
    path = resolve(options.path)
    wanted, count = _wanted(options), 0
    frames, numbers = [], []
    for number, picture in enumerate(_decode(path)):
        count = number + 1
        if number in wanted:
            values = picture.astype(np.float32) / np.float32(255)
            frames.append(frame_picture(values, options.crop, options.resize))
            numbers.append(number)
        if options.stop is not None and count >= options.stop:
            break
    select(range(count), options.start, options.stop, options.step, options.path)
    source = {"reader": "video", "path": options.path, "frames": numbers}
    source |= _rate(path, options.step)
    return Signal(np.stack(frames), np.arange(len(frames), dtype=np.float64), source)


def _wanted(options: Video) -> range:
    stop = 2**62 if options.stop is None else options.stop
    if options.start >= stop:
        raise InputError(
            f"{options.path}: expected frames, but the range {options.start}..{stop} is empty"
        )
    return range(options.start, stop, options.step)


def _rate(path: Path, step: int) -> dict[str, float]:
    """Return the chosen frames per s as `rate`, or nothing where the film does not tell."""
    with av.open(str(path)) as container:
        rate = container.streams.video[0].average_rate
    return {"rate": float(rate / step)} if rate else {}


def _decode(path: Path) -> Iterator[np.ndarray]:
    """Yield the frames of the first video stream as uint8 (y, x, 3)."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise InputError(f"{path}: expected a video stream, found none")
            count = 0
            for frame in container.decode(video=0):
                count += 1
                yield frame.to_ndarray(format="rgb24")
            _complete(path, count, _promised(container))
    except av.FFmpegError as error:
        raise InputError(
            f"{path}: expected a film, could not decode it ({error.strerror})"
        ) from None


def _promised(container: av.container.InputContainer) -> int:
    """Return how many frames the header speaks of, directly or by length and rate; 0 if not."""
    stream = container.streams.video[0]
    if stream.frames or not container.duration or not stream.average_rate:
        return stream.frames
    return int(container.duration / av.time_base * stream.average_rate)


def _complete(path: Path, found: int, promised: int) -> None:
    """Refuse a film that ends early; headers may be off by a few frames, 0 means unknown."""
    if found < 0.95 * promised:
        raise InputError(
            f"{path}: expected {promised} frames as its header says, found {found}: truncated?"
        )
