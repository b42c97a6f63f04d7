"""Fits of several subjects as one ensemble, in turns with fits of each by itself.

What the stage `brain-fit` does between reading and writing, painting included, on noise of the
size of made brains at 6 and 4 mm, every third slice of them. Volumes agree. On a busy machine read
these CPU seconds, as wall seconds are others' too.

python benchmarks/subjects.py [THREADS] [ROUNDS]
"""

import sys
import time
from statistics import median

import numpy as np

from inrflow.brain.impute.fit import fitted, fitted_together
from inrflow.brain.impute.method import Field
from inrflow.brain.slices import Slices, sliced
from inrflow.config.brain.drop import Drop
from inrflow.config.brain.method import Fitted
from inrflow.config.recipe import Recipe
from inrflow.fitting.runtime import prepare

SHAPES = {"6 mm": (32, 39, 33), "4 mm": (48, 59, 50)}  # (x, y, z); slices along y
OPERATOR = {"architecture": "oinr_sequence", "levels": 4, "channels": [16, 24, 16]}
NETWORKS = {
    "added": OPERATOR | {"beta": 2.0},
    "channels": OPERATOR | {"offset": "channels", "frame_levels": 3},
}
SUBJECTS, STEPS = (2, 4, 8), 40


def field_of(network: dict) -> Field:
    """Return a field as a method has it: four slabs a step."""
    recipe = Recipe(learning_rate=1e-3, steps=STEPS)
    method = Fitted(kind="field", field="operator", steps=STEPS)
    return Field(method, network, recipe, 0, 0)


def alone(field: Field, measured: dict[str, np.ndarray], slices: Slices) -> list[np.ndarray]:
    """Return volumes of fits one after the other."""
    return [fitted(field, slabs, slices).volume for slabs in measured.values()]


def together(field: Field, measured: dict[str, np.ndarray], slices: Slices) -> list[np.ndarray]:
    """Return volumes of one ensemble."""
    return [filled.volume for filled in fitted_together(field, measured, slices)]


def seconds(network: dict, shape: tuple, count: int, rounds: int) -> list[list[float]]:
    """Return the CPU seconds of every round: one after the other, together."""
    rng, slices = np.random.default_rng(0), sliced(Drop(gap=3), shape, "noise")
    volumes = {f"{n}": rng.random(shape, dtype=np.float32) for n in range(count)}
    measured = {name: slices.measure(volume) for name, volume in volumes.items()}
    found = []
    for _ in range(rounds):
        row, painted = [], []
        for way in (alone, together):
            begun = time.process_time()
            painted.append(way(field_of(network), measured, slices))
            row.append(time.process_time() - begun)
        np.testing.assert_allclose(*map(np.stack, painted), atol=1e-2)
        found.append(row)
    return found


def main() -> int:
    """Print CPU milliseconds a step and subject, and how many times those alone an ensemble has."""
    threads, rounds = (int(a) for a in (*sys.argv[1:], *("1", "5")[len(sys.argv) - 1 :]))
    prepare(threads)
    print(f"{threads} thread(s), {rounds} rounds; medians of CPU ms a step and subject")
    print(f"{'':16}{'subjects':>10}{'alone':>9}{'together':>10}{'times':>8}")
    for size, shape in SHAPES.items():
        for name, network in NETWORKS.items():
            for count in SUBJECTS:
                rows = seconds(network, shape, count, rounds)
                scale = 1e3 / (STEPS * count)
                ours = [scale * median(one) for one in zip(*rows, strict=True)]
                times, label = median(b / a for a, b in rows), f"{name}, {size}"
                print(f"{label:16}{count:10}{ours[0]:9.1f}{ours[1]:10.1f}{times:8.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
