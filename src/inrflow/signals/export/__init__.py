"""A signal as a file that others read; the name's suffix picks the format.

Each writer is a module `FORMAT.py` with `write(signal, path)`: whole or not at all.
"""

from collections.abc import Callable
from pathlib import Path

from inrflow.config.names import nearest
from inrflow.errors import InputError
from inrflow.signals.export import array, film, picture, scan, sound
from inrflow.signals.signal import Signal

WRITERS: dict[str, Callable[[Signal, Path], None]] = {
    ".png": picture.write,
    ".wav": sound.write,
    ".mp4": film.write,
    ".npy": array.write,
    ".nii.gz": scan.write,
    ".nii": scan.write,
}


def export(signal: Signal, path: Path) -> None:
    """Write a signal in the format of the name's suffix.

    | suffix | of | holds |
    |---|---|---|
    | png | one frame of an image, video or volume | 8 bit, 0 to 255 for 0 to 1 |
    | wav | sound | 32 bit numbers, exact, at the rate of the spacing |
    | mp4 | video | H.264 4:4:4, see `film.py` for what it loses |
    | npy | anything | 32 bit, physical values, (frame, y, x, channel) |
    | nii, nii.gz | volume of one channel | 32 bit, physical values, (x, y, z) and the affine |

    Raises:
        InputError: an unknown suffix, or one that this kind of signal does not fit.
    """
    for suffix, write in WRITERS.items():
        if path.name.lower().endswith(suffix):
            return write(signal, path)
    found = f"{path.suffix!r}{nearest(path.suffix, WRITERS)}" if path.suffix else "none"
    raise InputError(f"{path}: expected a suffix that names a format, found {found}")
