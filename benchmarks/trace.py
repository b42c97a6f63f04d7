"""Seconds and memory of tracing one frame at 128x256 beside the literal procedure.

Each case runs in its own process: the literal procedure of XINC's released code as written in
`tests/oracles`, then inrflow's. Memory is the peak above what the imported libraries take.
Kernels are compiled, and the allocator warmed, on a small picture before the clock starts.

    python benchmarks/trace.py [--threads 2] [--repeats 3]
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
SIZE, SMALL = (128, 256), (32, 64)


def ffn(size):
    """Return (literal state, the package's field) of a random FFN at the paper's widths."""
    from inrflow.fitting.foreign.ffn import ffn_from_state
    from oracles import xinc_maps

    state = xinc_maps.ffn_random(0)
    return state, ffn_from_state(state, (1, *size, 3), "random").field


def nerv(size):
    """Return (weights, settings, the package's fit) of a random NeRV: 978,557 at full size."""
    from inrflow.fields.resolve import empty
    from inrflow.fitting.fit import Fit
    from oracles import xinc_maps

    first = (size[0] // 16, size[1] // 16)
    weights, settings = xinc_maps.nerv_random(0, fc=first)
    network = {"architecture": "nerv", "output": "identity", "first_lattice": list(first)}
    network["budget"] = 1e6 if size == SIZE else 266.4e3  # either gives a width of 37
    field = empty(network, (1, *size, 3))
    state = field.state_dict()
    for name, value in weights.items():
        stage, part = name.split(".")
        key = f"stages.{stage}.affine.{part}"
        state[key] = value.reshape(state[key].shape)
    field.load_state_dict(state)
    return weights, settings, Fit(field.eval(), network, {}, -1)


def ffn_literal(size):
    """Trace three layers as the released code does."""
    from oracles import xinc_maps

    state, _ = ffn(size)
    return lambda: xinc_maps.ffn_layer_maps(state, *size)


def ffn_package(size):
    """Trace three layers by their rank-one form."""
    import torch

    from inrflow.tracing.released import maps_without_store

    _, field = ffn(size)

    def run():
        with torch.no_grad():
            for _, block in maps_without_store(field, 0):
                block.values.sum()  # seen once, as a stream

    return run


def nerv_literal(size):
    """Trace head and blocks as the released code does."""
    from oracles import xinc_maps

    weights, settings, _ = nerv(size)

    def run():
        inputs = xinc_maps.nerv_forward(weights, settings, 0.0)
        xinc_maps.nerv_head_maps(weights, settings, inputs)
        for block in (3, 2, 1):
            xinc_maps.nerv_block_maps(weights, settings, inputs, block)

    return run


def write(fit, folder):
    """Write a fit's canvas into a folder; return its path."""
    from inrflow.config.tracing import Tracing
    from inrflow.tracing.stages import plan_canvas
    from inrflow.tracing.store import write_canvas

    store = Path(folder) / "canvas.zarr"
    write_canvas(store, fit, plan_canvas(fit, Tracing()), {})
    return store


def nerv_canvas(size):
    """Write the native contributions of all layers."""
    fit = nerv(size)[2]

    def run():
        with tempfile.TemporaryDirectory() as folder:
            write(fit, folder)

    return run


def nerv_sums(size):
    """Write them, and sum the lifted maps over four groupings of 32 regions."""
    import numpy as np

    from inrflow.analysis.regions import Regions
    from inrflow.analysis.sweep import sum_up
    from inrflow.tracing.canvas import Canvas

    fit, random = nerv(size)[2], np.random.default_rng(0)
    labels = [random.integers(0, 32, size).astype(np.int32) for _ in range(4)]

    def run():
        regions = Regions.of(labels, [32] * 4)
        with tempfile.TemporaryDirectory() as folder:
            canvas = Canvas.open(write(fit, folder))
            for stage in canvas.stages:
                sum_up(canvas.view(stage, 0, "released"), regions, size, histogram=False)

    return run


CASES: dict[str, Callable] = {
    "FFN literal, three layers": ffn_literal,
    "FFN inrflow, three layers, no store": ffn_package,
    "NeRV literal, four layers": nerv_literal,
    "NeRV inrflow, native canvas": nerv_canvas,
    "NeRV inrflow, canvas and region sums": nerv_sums,
}
# (case, what it is held against)
RATIOS = [
    ("FFN inrflow, three layers, no store", "FFN literal, three layers"),
    ("NeRV inrflow, native canvas", "NeRV literal, four layers"),
    ("NeRV inrflow, canvas and region sums", "NeRV literal, four layers"),
]


def measure(name: str, threads: int, repeats: int) -> tuple[float, float, float]:
    """Return seconds (the fastest repeat), peak MB above the imports, and the peak RSS in MB."""
    from inrflow.fitting.runtime import prepare

    prepare(threads)
    make = CASES[name]
    make(SMALL)()
    run, base, seconds = make(SIZE), rss(), []
    for _ in range(1 if "literal" in name else repeats):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return min(seconds), rss() - base, rss()


def rss() -> float:
    """Return the process's peak resident memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    found = {}
    print(f"{'case':38} {'seconds':>9} {'MB above imports':>17} {'peak MB':>9}")
    for name in CASES:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found[name] = pool.apply(measure, (name, options.threads, options.repeats))
        seconds, above, peak = found[name]
        print(f"{name:38} {seconds:9.3f} {above:17.0f} {peak:9.0f}", flush=True)
    for name, against in RATIOS:
        faster = found[against][0] / found[name][0]
        less = found[against][1] / found[name][1]
        print(f"{name}: {faster:.1f} times faster, {less:.1f} times less memory")


if __name__ == "__main__":
    main()
