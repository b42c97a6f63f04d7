"""The writer of `.mp4`: H.264 without loss of its own.

Frames are 8 bit, and turned to luma and chroma at full resolution (yuv444p), so that odd sides
need no padding and colours are not averaged over pixels. What is lost is the rounding of that turn:
at most 2 of 255 levels, tested. Players that know 4:2:0 alone, some browsers among them, cannot
show it.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from inrflow.io.atomic import atomic_file
from inrflow.signals.export.fits import expect
from inrflow.signals.signal import Signal

# numbers of ITU-T H.273
SRGB_PRIMARIES, SRGB_TRANSFER = 1, 13
RATE = 10.0  # frames per s of a clip whose source tells none


def write(signal: Signal, path: Path) -> None:
    """Write a video at the rate that its source tells; raises InputError for anything else."""
    expect(
        signal.kind == "video" and signal.shape[-1] in (1, 3),
        path,
        "video of 1 or 3 channels",
        signal,
    )
    rate = Fraction(signal.source.get("rate", RATE)).limit_denominator(1001)
    pictures = np.rint(signal.values.clip(0, 1) * 255).astype(np.uint8)
    pictures = np.broadcast_to(pictures, (*signal.shape[:3], 3))
    with atomic_file(path) as part, av.open(str(part), "w", format="mp4") as container:
        # a fixed number of threads: the bytes depend on it
        options = {"qp": "0", "preset": "medium", "threads": "1"}
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.height, stream.width = signal.shape[1:3]
        stream.pix_fmt = "yuv444p"
        _name_colours(stream)
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _name_colours(stream: av.VideoStream) -> None:
    """Write into the file how its numbers are meant; players would guess it from the height."""
    context = stream.codec_context
    context.colorspace = Colorspace.SMPTE170M
    context.color_range = ColorRange.MPEG
    context.color_primaries = SRGB_PRIMARIES
    context.color_trc = SRGB_TRANSFER
