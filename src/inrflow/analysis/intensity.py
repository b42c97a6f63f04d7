"""Do neurons paint where the picture is bright, or where it has edges (XINC 4.2, Fig. 5)?

Heat is the sum of |C| over the neurons of a stage. The paper shows it beside intensity; here both
references are put to it by rank, each also with the other held fixed, because bright regions have
edges of their own.
"""

import numpy as np
import pandas as pd
from jaxtyping import Float
from scipy.ndimage import sobel
from skimage.color import rgb2gray

from inrflow.analysis import correlation
from inrflow.analysis.measures import Measures
from inrflow.analysis.over_frames import means_over_frames
from inrflow.errors import InputError
from inrflow.signals.signal import Signal

SCALARS = [
    "intensity_spearman",
    "edges_spearman",
    "intensity_partial",
    "edges_partial",
    "intensity_edges_r2",
]
SINGULAR = 1e-12  # 1 - r^2 below which two rankings are the same one


def table(measures: Measures, signal: Signal) -> pd.DataFrame:
    """Return one row per (definition, stage, frame): heat against intensity and edges.

    Columns: definition, stage, frame, then those of `correlations` (no unit; NaN where a map is
    even).

    Raises:
        InputError: the signal is not the one that was measured.
    """
    rows = []
    for definition in measures.definitions:
        for frame in measures.frames(definition):
            picture = picture_of(measures, signal, frame)
            references = intensity(picture), edges(picture)
            for stage in measures.stages:
                heat = measures.get(definition, stage, "heat", frame)
                keys = {"definition": definition, "stage": stage, "frame": frame}
                rows.append(keys | correlations(heat, *references))
    return pd.DataFrame(rows)


def scalars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the means over frames of `table`, a row a number."""
    return means_over_frames(rows, SCALARS)


def correlations(
    heat: Float[np.ndarray, "y x"],
    intensity: Float[np.ndarray, "y x"],
    edges: Float[np.ndarray, "y x"],
) -> dict[str, float]:
    """Return rank correlations over pixels of heat with two references.

    Returns:
        `intensity_spearman`, `edges_spearman`: Spearman's correlation with heat.
        `references_spearman`: that between the references.
        `intensity_partial`, `edges_partial`: with heat, the other reference held fixed.
        `intensity_edges_r2`: share of the variance of heat's ranks that a linear model on the
        ranks of both explains.
    """
    a, b = spearman(heat, intensity), spearman(heat, edges)
    c = spearman(intensity, edges)
    return {
        "intensity_spearman": a,
        "edges_spearman": b,
        "references_spearman": c,
        "intensity_partial": _partial(a, b, c),
        "edges_partial": _partial(b, a, c),
        "intensity_edges_r2": _ratio(a**2 + b**2 - 2 * a * b * c, 1 - c**2),
    }


def spearman(first: Float[np.ndarray, "y x"], second: Float[np.ndarray, "y x"]) -> float:
    """Return the rank correlation of two maps over pixels; NaN if one of them is even."""
    found = correlation.spearman(first.ravel(), second.ravel())
    return float("nan") if found is None else found


def _partial(wanted: float, held: float, between: float) -> float:
    return _ratio(wanted - held * between, np.sqrt(max(1 - held**2, 0) * max(1 - between**2, 0)))


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > SINGULAR else float("nan")


def intensity(picture: Float[np.ndarray, "y x channel"]) -> Float[np.ndarray, "y x"]:
    """Return the sum over channels of a picture stretched to 0..1 over all its channels."""
    return min_max(picture).sum(axis=-1)


def edges(picture: Float[np.ndarray, "y x 3"]) -> Float[np.ndarray, "y x"]:
    """Return the magnitude of the Sobel gradient of luminance."""
    grey = rgb2gray(picture)
    return np.hypot(sobel(grey, axis=0), sobel(grey, axis=1))


def min_max(values: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Return values stretched to 0..1; zeros if all are the same."""
    lowest, highest = values.min(), values.max()
    return (values - lowest) / (highest - lowest if highest > lowest else 1)


def picture_of(measures: Measures, signal: Signal, frame: int) -> Float[np.ndarray, "y x 3"]:
    """Return the picture of a measured frame; InputError if the signal is another one."""
    count, size = signal.shape[0], tuple(signal.shape[1:3])
    if size != measures.size:
        raise InputError(f"frames: expected {measures.size} px like the measures, found {size} px")
    if not frame < count:
        raise InputError(f"frames: expected the measured frame {frame}, found {count} frames")
    return signal.values[frame]
