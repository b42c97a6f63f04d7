"""Seconds and memory of measuring and describing canvases at paper size, for 1, 2 and 4 frames.

    python benchmarks/analysis.py [--threads 1]

128x256, FFN of 32,971 and NeRV of 978,557 parameters, untrained: cost does not depend on values.
Each number comes from a process of its own. Times of `describe` include the table of every neuron.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZE, CLIP = (128, 256), 30
NETWORKS = {
    "ffn": {"architecture": "ffn", "width": 104, "sigma": 10.0},
    "nerv": {
        "architecture": "nerv",
        "first_lattice": [8, 16],
        "strides": [4, 2, 2],
        "budget": 1.0e6,
    },
}


def prepare_inputs(folder: Path, name: str, frames: int) -> None:
    """Write signal, flow, labels, an untrained fit and its canvas."""
    import numpy as np

    from inrflow.analysis.group import group_pixels
    from inrflow.fields.resolve import build
    from inrflow.fitting.fit import Fit
    from inrflow.signals.signal import Flow, Signal
    from inrflow.tracing.stages import trace_fit

    source = np.random.default_rng(0)
    values = source.random((CLIP, *SIZE, 3), dtype=np.float32)
    Signal(values, np.arange(CLIP, dtype=np.float64), {}).write(folder / "frames")
    still = np.zeros((CLIP, *SIZE, 2), np.float32)
    Flow(still, np.ones((CLIP, *SIZE), bool), "none").write(folder / "flow")
    field = build(NETWORKS[name], values.shape, 0).eval()
    Fit(field, NETWORKS[name], {}, 0).write(folder / "fit")
    tracing = {"frames": list(range(frames))}
    trace_fit(
        {"tracing": tracing, "signal": "noise", "field": name},
        fit=folder / "fit",
        canvas=folder / "canvas.zarr",
        digest=folder / "digest",
    )
    options = {"frames": None, "compared_frames": frames, "clusters": 32, "grid": [4, 8]}
    group_pixels(
        {"tracing": tracing, **options}, frames=folder / "frames", labels=folder / "labels"
    )


def measure(folder: Path, threads: int) -> None:
    """Make the streaming pass."""
    from inrflow.analysis.measure import measure_canvas

    params = {"definitions": ["corrected"], "area_shares": [0.1, 0.5], "threads": threads}
    inputs = {"canvas": folder / "canvas.zarr", "digest": folder / "digest"}
    measure_canvas(params, **inputs, labels=folder / "labels", measures=folder / "measures")


def describe(folder: Path, threads: int) -> None:
    """Make the tables."""
    from inrflow.analysis.describe import describe as tables
    from inrflow.fitting.runtime import prepare

    prepare(threads)
    names = [
        "dispersion",
        "grouping",
        "curves",
        "objects",
        "motion",
        "omission",
        "intensity",
        "scalars",
    ]
    tables(
        {
            "signal": "noise",
            "field": "any",
            "seed": 0,
            "motion": {"threshold": 0.5, "near": 3.0},
        },
        measures=folder / "measures",
        painted=folder / "frames",
        frames=folder / "frames",
        flow=folder / "flow",
        **{name: folder / f"{name}.parquet" for name in names},
    )


def child(stage: str, folder: Path, threads: int) -> None:
    """Run one stage; print seconds and peak memory as JSON."""
    started = time.perf_counter()
    {"measure": measure, "describe": describe}[stage](folder, threads)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


def main() -> None:
    """Print a line per field, stage and number of frames."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]), options.threads)
        return
    print("field  stage     frames  seconds/frame  peak MB")
    for name in NETWORKS:
        for frames in (1, 2, 4):
            with tempfile.TemporaryDirectory() as folder:
                prepare_inputs(Path(folder), name, frames)
                for stage in ("measure", "describe"):
                    line = [sys.executable, __file__, "--threads", str(options.threads)]
                    line += ["--child", stage, folder]
                    said = subprocess.run(line, check=True, capture_output=True, text=True).stdout
                    found = json.loads(said.splitlines()[-1])
                    each = found["seconds"] / frames
                    print(f"{name:6} {stage:9} {frames:6}  {each:13.2f}  {found['peak']:7.0f}")


if __name__ == "__main__":
    main()
