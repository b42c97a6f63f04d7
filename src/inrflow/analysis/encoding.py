"""How far a stage's maps follow the encoding (XINC section 4.1: the earliest layers do)."""

import numpy as np
import pandas as pd
from jaxtyping import Float

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.tracing.canvas import Canvas

SAMPLE = 48  # neurons a stage


def scalars(canvas: Canvas, definition: str, frame: int) -> pd.DataFrame:
    """Return, for each stage, how well single encoding features predict single maps.

    `encoding_r2`: for a seeded sample of SAMPLE neurons the largest squared correlation over
    pixels between the neuron's map and any encoding feature; their median. `encoding_r2_chance`:
    the same with the maps' pixels permuted, which is what the largest of so many gives anyway.
    Fields whose encoding has no place in the picture (a time), and canvases without the first
    stage, have no rows.
    """
    first = canvas.notes["traced"][0]
    if first not in canvas.stages or "features" not in canvas.root[first]:
        return pd.DataFrame(columns=["definition", "stage", "measure", "value"])
    stored = canvas.root[first]["features"][canvas.frames.index(frame)]
    encoding = np.asarray(stored, dtype=np.float64).reshape(len(stored), -1)
    rng, rows = np.random.default_rng(0), []
    for stage in canvas.stages:
        view = canvas.view(stage, frame, DEFINITIONS[definition].reading)
        chosen = np.sort(rng.permutation(view.neurons)[:SAMPLE])
        maps = np.concatenate([b.values.numpy()[chosen] for b in view.blocks()], axis=1)
        flat = maps.reshape(len(chosen), -1).astype(np.float64)
        shuffled = flat[:, rng.permutation(flat.shape[1])]
        for measure, values in (("encoding_r2", flat), ("encoding_r2_chance", shuffled)):
            best = largest_r2(values, encoding)
            if np.isfinite(best).any():
                rows.append((definition, stage, measure, float(np.nanmedian(best))))
    return pd.DataFrame(rows, columns=["definition", "stage", "measure", "value"])


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
