"""The `released` reading of a NeRV of 978,557 random parameters against the literal procedure.

    python benchmarks/parity_nerv.py

Head and blocks 3, 2, 1 of one frame at 128x256, all kernels; block 1 takes about 8 GB.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from trace import SIZE, nerv, write  # the benchmark beside this file

import torch

from inrflow.fitting.runtime import prepare
from inrflow.tracing.canvas import Canvas


def literal(weights: dict, settings: dict, stage: str, inputs: dict) -> torch.Tensor:
    """Return the literal maps of a stage, (neuron, y, x)."""
    from oracles import xinc_maps

    if stage == "head":
        return xinc_maps.nerv_head_maps(weights, settings, inputs).flatten(0, 1)
    block = int(stage.removeprefix("block"))
    return xinc_maps.nerv_block_maps(weights, settings, inputs, block)["maps"].flatten(0, 1)


def main() -> int:
    """Print the largest error of every stage; exit status 1 beyond rtol 1e-4."""
    prepare(2)
    weights, settings, fit = nerv(SIZE)
    print(sum(p.numel() for p in fit.field.parameters()), "parameters")
    from oracles import xinc_maps

    inputs, outside = xinc_maps.nerv_forward(weights, settings, 0.0), False
    with tempfile.TemporaryDirectory() as folder:
        canvas = Canvas.open(write(fit, folder))
        for stage in ("head", "block3", "block2", "block1"):
            theirs = literal(weights, settings, stage, inputs)
            scale, worst = float(theirs.abs().max()), 0.0
            for block in canvas.view(stage, 0, "released").blocks():
                worst = max(worst, float((block.values - theirs[block.neurons]).abs().max()))
            print(f"{stage}: {len(theirs)} kernels, largest error {worst / scale:.1e} of the range")
            outside |= worst > 1e-4 * scale
    return outside


if __name__ == "__main__":
    sys.exit(main())
