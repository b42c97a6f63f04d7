"""How far a stage's maps follow the encoding (XINC section 4.1: the earliest layers do)."""

import numpy as np
from jaxtyping import Float

from inrflow.tracing.canvas import Canvas
from inrflow.tracing.readings import Reading

SAMPLE = 48  # neurons a stage


def follow(canvas: Canvas, stage: str, frame: int, reading: Reading) -> tuple[float, float]:
    """Return how well single features of the encoding predict single maps of a stage, 0..1.

    The first: for a seeded sample of SAMPLE neurons the largest squared correlation over pixels
    between the neuron's map and any feature; their median. The second: the same with the maps'
    pixels permuted, which is what the largest of so many gives anyway. Both are NaN for fields
    whose encoding has no place in the picture (a time), and for canvases without the first stage.
    """
    first = canvas.notes["traced"][0]
    if first not in canvas.stages or "features" not in canvas.root[first]:
        return float("nan"), float("nan")
    stored = canvas.root[first]["features"][canvas.frames.index(frame)]
    encoding = np.asarray(stored, dtype=np.float64).reshape(len(stored), -1)
    rng, view = np.random.default_rng(frame), canvas.view(stage, frame, reading)
    chosen = np.sort(rng.permutation(view.neurons)[:SAMPLE])
    flat = view.maps_of(chosen).flatten(1).numpy().astype(np.float64)
    shuffled = flat[:, rng.permutation(flat.shape[1])]
    return _median(largest_r2(flat, encoding)), _median(largest_r2(shuffled, encoding))


def largest_r2(
    maps: Float[np.ndarray, "map pixel"], features: Float[np.ndarray, "feature pixel"]
) -> Float[np.ndarray, " map"]:
    """Return for each map its largest squared correlation with a feature; NaN for even maps."""
    a, b = (values - values.mean(axis=1, keepdims=True) for values in (maps, features))
    norms = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        squared = np.where(norms > 0, (a @ b.T) ** 2 / norms**2, np.nan)
    defined = np.isfinite(squared).any(axis=1)
    return np.where(defined, np.nanmax(np.where(defined[:, None], squared, 0), axis=1), np.nan)


def _median(values: Float[np.ndarray, " map"]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
