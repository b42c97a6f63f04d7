"""Small files of measures, made of random maps without a canvas."""

from pathlib import Path

import numpy as np

from inrflow.analysis.measures import Measures
from inrflow.signals.store import write_arrays

STAGE = "a_stage"


def measures_of(
    path: Path,
    groupings: dict[str, tuple[np.ndarray, list[str]]],
    *,
    persistent: bool = True,
    neurons: int = 12,
) -> tuple[Measures, np.ndarray]:
    """Write and open measures of one definition and stage; also return the maps they are of.

    Args:
        path: the file to write.
        groupings: name -> (labels (frame, y, x), names of its regions).
        persistent: whether neurons persist.
        neurons: of the stage.
    """
    frames, height, width = next(iter(groupings.values()))[0].shape
    maps = np.random.default_rng(0).random((frames, neurons, height, width), dtype=np.float32)
    masks = [labels == place for labels, names in groupings.values() for place in range(len(names))]
    areas = np.stack([mask.sum(axis=(1, 2)) for mask in masks], axis=1)
    sums = [np.einsum("fnyx,fyx->fn", maps, mask) for mask in masks]
    change = np.full((frames, height, width), np.nan, dtype=np.float32)
    if persistent:
        change[1:] = np.abs(np.diff(maps, axis=0)).sum(axis=1)
    prefix = f"corrected/{STAGE}"
    arrays = {
        "corrected/areas": areas.astype(np.int64),
        f"{prefix}/regions": np.stack(sums, axis=2).astype(np.float32),
        f"{prefix}/totals": maps.sum(axis=(2, 3), dtype=np.float64),
        f"{prefix}/fluctuation": change,
    }
    regions = {"corrected": [[name, names] for name, (_, names) in groupings.items()]}
    notes = {"frames": {"corrected": list(range(frames))}, "stages": [STAGE]}
    notes |= {"size": [height, width], "regions": regions, "persistent": persistent}
    notes |= {"pointwise": not persistent}
    write_arrays(path, "measures", arrays, notes)
    return Measures.read(path), maps
