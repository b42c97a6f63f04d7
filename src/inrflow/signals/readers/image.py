"""The reader `image`: one still picture."""

import numpy as np

from inrflow.config.readers.image import Image
from inrflow.signals.framing import frame_picture
from inrflow.signals.paths import resolve
from inrflow.signals.readers.pictures import load_grey, load_rgb
from inrflow.signals.signal import Signal

Options = Image
LOADERS = {"rgb": load_rgb, "grey": load_grey}


def read(options: Image) -> Signal:
    """Read the picture; raises InputError if there is none."""
    picture = LOADERS[options.channels](resolve(options.path))
    values = frame_picture(picture, options.crop, options.resize)[None]
    return Signal(values, np.zeros(1), {"reader": "image", "path": options.path}, "image")
