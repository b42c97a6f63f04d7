"""The reader `image`: one still picture."""

import numpy as np

from inrflow.config.readers.image import Image
from inrflow.signals.framing import frame_picture
from inrflow.signals.paths import resolve
from inrflow.signals.readers.pictures import grey_of, load_numbered, load_scaled, rgb_of
from inrflow.signals.signal import Signal

Options = Image
COLOURS = {"rgb": rgb_of, "grey": grey_of}


def read(options: Image) -> Signal:
    """Read the picture; raises InputError if there is none."""
    path, index = resolve(options.path), options.index
    found = load_scaled(path) if index is None else load_numbered(path, index)
    picture = COLOURS[options.channels](found)
    values = frame_picture(picture, options.crop, options.resize)[None]
    source = {"reader": "image", "path": options.path} | ({} if index is None else {"index": index})
    return Signal(values, np.zeros(1), source, "image")
