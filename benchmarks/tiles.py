"""Memory and seconds of fitting an operator to a 256^3 volume in tiles with halos.

python benchmarks/tiles.py 32 8    side of a tile in samples, tiles that are timed
"""

import resource
import sys

import numpy as np

from inrflow.config.recipe import Recipe
from inrflow.fields.halo import tiles_of
from inrflow.fields.resolve import build
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import prepare
from inrflow.signals.signal import Signal

SIDE, THREADS = 256, 2
# the released network for volumes: 969,793 parameters, three-dimensional kernels of 3
NETWORK = {
    "architecture": "oinr",
    "levels": 8,
    "channels": [64, 128, 128, 64],
    "bias": True,
}


def resident() -> float:
    """Return the largest memory that the process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print the memory of steps of one tile each, and what an epoch would take."""
    tile, steps = (int(word) for word in (*sys.argv[1:], "32", "8")[:2])
    prepare(THREADS)
    values = np.random.default_rng(0).random((SIDE, SIDE, SIDE, 1), dtype=np.float32)
    signal = Signal(values, np.arange(SIDE, dtype=np.float64), {})
    field, before = build(NETWORK, signal.shape, 0), resident()
    recipe = Recipe(learning_rate=1e-3, steps=steps, batch=1, tile=tile, threads=THREADS)
    history = optimise(field, signal, recipe, 0)
    tiles, seconds = len(tiles_of(field, tile)), history.seconds.iloc[-1] / steps
    count = sum(one.numel() for one in field.parameters())
    print(f"{SIDE}^3 samples, {count:,} parameters, tiles of {tile} and a halo of {field.reach[0]}")
    print(f"peak memory {resident():.0f} MB, of which libraries and the volume {before:.0f} MB")
    epoch = tiles * seconds / 60
    print(f"{seconds:.2f} s a tile on {THREADS} threads, {tiles} tiles: {epoch:.0f} min an epoch")
    return 0


if __name__ == "__main__":
    sys.exit(main())
