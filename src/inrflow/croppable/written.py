"""What a crop leaves, counted in the file that it writes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from jaxtyping import Bool, Float32

from inrflow.editing.crop import of_cells
from inrflow.editing.info import Contents, contents
from inrflow.fields.pointwise import Pointwise
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.measures.psnr import Values
from inrflow.measures.released import psnr_minmax, psnr_whole


@dataclass(frozen=True)
class Written:
    """A fit as its file has it.

    Attributes:
        contents: cells, parameters, bytes.
        painted: what is painted of the whole signal, not clamped; 0 where no cell is.
        present: the samples that a cell paints.
        seconds: that cropping and writing took.
    """

    contents: Contents
    painted: Float32[np.ndarray, "frame y x channel"]
    present: Bool[np.ndarray, "frame y x"]
    seconds: float


def written(fit: Fit, cells: Sequence[int] | None = None) -> Written:
    """Crop a fit, write it, read it back.

    Args:
        fit: the whole.
        cells: numbers of those that stay; None: all that is there.

    Raises:
        InputError: cells that are not there.
    """
    with TemporaryDirectory() as folder:
        path, begun = Path(folder) / "fit.safetensors", time.perf_counter()
        (fit if cells is None else of_cells(fit, cells)).write(path)
        seconds, found, back = time.perf_counter() - begun, contents(path), Fit.read(path)
    everywhere = np.ones(fit.shape[:3], dtype=bool)
    field = back.field
    present = field.cells.present.numpy() if isinstance(field, Pointwise) else everywhere
    return Written(found, paint(field), present, seconds)


def on(mask: Bool[np.ndarray, "frame y x"], truth: Values, painted: Values) -> dict[str, float]:
    """Return both PSNRs (dB, data range 1) of the samples in a mask, all at once.

    Args:
        mask: what counts.
        truth: the signal.
        painted: not clamped.
    """
    some = [values[mask][None, None] for values in (truth, painted)]
    return {"psnr": psnr_whole(*some), "psnr_minmax": psnr_minmax(*some)}
