"""The `released` reading against maps that XINC's own code made of a released network.

    python benchmarks/parity.py --data FOLDER

The folder holds `ffn_0005.npz` (weights, maps, sums) and `ffn_0005_analysis.npz` (labels, deltas,
thresholds, counts). The weights go through the importer, the canvas and the views, like anybody's.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from inrflow.analysis.dispersion import deltas
from inrflow.analysis.groupings.grid import interleaved
from inrflow.analysis.regions import Regions
from inrflow.analysis.sweep import count, sum_up
from inrflow.config.tracing import Tracing
from inrflow.fitting.fit import Fit
from inrflow.fitting.foreign.ffn import import_ffn
from inrflow.tracing.canvas import Canvas
from inrflow.tracing.stages import plan_canvas
from inrflow.tracing.store import write_canvas

SIZE, SHARES = (128, 256), [0.1, 0.5]
FAILED = []


def compare(name: str, ours: np.ndarray, theirs: np.ndarray, rtol: float, atol: float) -> None:
    """Print the largest errors of one array and remember whether it is outside its tolerance."""
    ours, theirs = (np.asarray(a, dtype=np.float64) for a in (ours, theirs))
    missing = bool((np.isnan(ours) != np.isnan(theirs)).any())
    error = np.abs(np.nan_to_num(ours) - np.nan_to_num(theirs))
    scale = np.abs(np.nan_to_num(theirs)).max()
    good = not missing and bool((error <= atol + rtol * np.abs(np.nan_to_num(theirs))).all())
    print(
        f"{name:28} largest error {error.max():9.2e} ({error.max() / scale:8.1e} of the range)  "
        f"rtol {rtol:g} atol {atol:g}  {'ok' if good else 'OUTSIDE'}"
    )
    if not good:
        FAILED.append(name)


def trace(data: Path, folder: Path) -> Canvas:
    """Import the released weights and trace them."""
    arrays = np.load(data / "ffn_0005.npz")
    state = {"positional_encoding.B": torch.from_numpy(arrays["positional_encoding_B"])}
    for layer in range(3):
        for part in ("weight", "bias"):
            value = torch.from_numpy(arrays[f"net_{layer}_linear_{part}"])
            state[f"net.{layer}.linear.{part}"] = value
    save_file(state, folder / "weights.safetensors")
    size = {"height": SIZE[0], "width": SIZE[1]}
    import_ffn(size, weights=folder / "weights.safetensors", fit=folder / "fit.safetensors")
    fit = Fit.read(folder / "fit.safetensors")
    with torch.no_grad():
        painted = fit.field.decode(0).permute(2, 0, 1).numpy()
    compare("picture", painted, arrays["pred_rgb"], 1e-4, 1e-6)
    write_canvas(folder / "canvas.zarr", fit, plan_canvas(fit, Tracing()), {})
    return Canvas.open(folder / "canvas.zarr")


def compare_maps(canvas: Canvas, data: Path) -> None:
    """Hold maps, sums and heat of the three layers against the released code's."""
    arrays = np.load(data / "ffn_0005.npz")
    for layer in (1, 2, 3):
        view = canvas.view(f"layer{layer}", 0, "released")
        maps = torch.cat([block.values for block in view.blocks()], dim=1).numpy()
        key, flat = f"l{layer}", maps.reshape(len(maps), -1).astype(np.float64)
        compare(f"{key} maps", maps[arrays[f"{key}_idx"]], arrays[f"{key}_maps"], 1e-4, 1e-6)
        compare(f"{key} sums", flat.sum(1), arrays[f"{key}_sum"], 1e-4, 1e-2)
        compare(f"{key} |sums|", np.abs(flat).sum(1), arrays[f"{key}_abssum"], 1e-4, 1e-2)
        compare(f"{key} heat", np.abs(maps).sum(0), arrays[f"{key}_heat_abs"], 1e-4, 1e-6)


def compare_analysis(canvas: Canvas, data: Path) -> None:
    """Hold deltas, thresholds and counts against the released code's, on its own label maps."""
    arrays = np.load(data / "ffn_0005_analysis.npz")
    labels = {
        "rgb_absdelta": arrays["rgb_labels"].astype(np.int32),
        "gabor_absdelta": arrays["gabor_labels"].astype(np.int32),
        "gridcell_delta": interleaved(*SIZE, 4, 8),
    }
    regions = Regions.of(list(labels.values()), [32] * 3)
    for layer in (1, 2, 3):
        view, key = canvas.view(f"layer{layer}", 0, "released"), f"l{layer}"
        sums = sum_up(view, regions, SIZE)
        counts = count(view, sums, SHARES)
        for place, name in enumerate(labels):
            some = slice(32 * place, 32 * place + 32)
            areas = regions.areas[some].astype(np.float64)
            delta = deltas(sums.regions[:, some].astype(float), sums.totals, areas, 32768)
            delta = np.abs(delta) if name.endswith("absdelta") else delta
            # the released sums are float32: a near-dead neuron's delta carries their rounding
            compare(f"{key} {name}", delta, arrays[f"{key}_{name}"], 1e-4, 2e-4)
        theirs = [arrays[f"{key}_thresh_{share}"] for share in SHARES]
        compare(f"{key} thresholds", counts.thresholds, theirs, 1e-4, 0)
        pixels = arrays[f"{key}_pixels_per_neuron"]
        compare(f"{key} pixels per neuron", counts.pixels_per_neuron, pixels, 0, 1)


def main() -> int:
    """Compare everything; exit status 1 if anything is outside its tolerance."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    with tempfile.TemporaryDirectory() as folder:
        canvas = trace(data, Path(folder))
        compare_maps(canvas, data)
        compare_analysis(canvas, data)
    print(f"outside tolerance: {', '.join(FAILED) or 'nothing'}")
    return bool(FAILED)


if __name__ == "__main__":
    sys.exit(main())
