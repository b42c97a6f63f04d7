"""The reader `image`: one still picture as a clip of one frame."""

import numpy as np

from inrflow.config.readers.image import Image
from inrflow.signals.framing import frame_picture
from inrflow.signals.paths import resolve
from inrflow.signals.readers.pictures import load_rgb
from inrflow.signals.signal import Signal

Options = Image


def read(options: Image) -> Signal:
    """Read the picture; raises InputError if there is none."""
    picture = frame_picture(load_rgb(resolve(options.path)), options.crop, options.resize)
    return Signal(picture[None], np.zeros(1), {"reader": "image", "path": options.path})
