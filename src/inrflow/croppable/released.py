"""What the paper's released code measures of a fit, by the kind of its signal.

Its PSNR of pictures stretches truth and painting each to 0..255 first, which changes orders.
"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Measure:
    """A column of the table of fits.

    Attributes:
        column: its name.
        name: what a reader calls it, with its unit.
        digits: after the point.
    """

    column: str
    name: str
    digits: int


RELEASED = {
    "image": Measure("psnr_minmax", "min-max PSNR (dB)", 2),
    "video": Measure("psnr_whole", "PSNR, whole clip (dB)", 2),
    "audio": Measure("psnr_audio", "PSNR, peak 1 (dB)", 2),
    "volume": Measure("iou", "IoU", 4),
}
USUAL = Measure("psnr", "PSNR (dB)", 2)


def measure_of(fits: pd.DataFrame) -> Measure:
    """Return the released measure of a table's fits; PSNR where not all of them have it.

    Args:
        fits: columns kind and the measures. Volumes that are no shapes have no IoU.
    """
    found = RELEASED[fits["kind"].iloc[0]]
    known = found.column in fits and fits[found.column].notna().all()
    return found if known else USUAL
