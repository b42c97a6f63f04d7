"""An ensemble of 30 FFNs at 128x256, batched against one after the other; needs a GPU.

python benchmarks/members.py
"""

import sys
import time

import numpy as np
import torch

from inrflow.config.recipe import Recipe
from inrflow.fields.resolve import build
from inrflow.fitting import optimise
from inrflow.fitting.runtime import prepare
from inrflow.signals.signal import Signal

MEMBERS, SIZE, STEPS = 30, (128, 256), 100


def seconds(group: int) -> float:
    """Return the seconds of a fit that works on `group` members at once."""
    values = np.random.default_rng(0).random((MEMBERS, *SIZE, 3), dtype=np.float32)
    signal = Signal(values, np.arange(MEMBERS, dtype=np.float64), {})
    field = build({"architecture": "ffn"}, signal.shape, 0).cuda()
    optimise.group_size = lambda *_: group
    torch.cuda.synchronize()
    started = time.perf_counter()
    optimise.optimise(field, signal, Recipe(learning_rate=9e-4, steps=STEPS), 0)
    torch.cuda.synchronize()
    return time.perf_counter() - started


def main() -> int:
    """Print both times and their ratio."""
    if not torch.cuda.is_available():
        print("no CUDA device here")
        return 1
    prepare(2)
    seconds(MEMBERS)  # warm-up
    together, alone = seconds(MEMBERS), seconds(1)
    print(f"{MEMBERS} FFNs, {STEPS} steps: batched {together:.2f} s, one by one {alone:.2f} s, ")
    print(f"ratio {alone / together:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
