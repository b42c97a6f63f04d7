"""The fields that every law is held against, small enough to check every pixel."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inrflow.config.tracing import Tracing
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.tracing.canvas import Canvas, View
from inrflow.tracing.stages import plan_canvas
from inrflow.tracing.store import write_canvas

READINGS = ("share", "paper", "released")


def ffn(**options: Any) -> dict[str, Any]:
    """Options of a small Fourier feature network."""
    return {"architecture": "ffn", "width": 5, "sigma": 2.0, **options}


def nerv(*strides: int, lattice: tuple[int, int] = (2, 3), **options: Any) -> dict[str, Any]:
    """Options of a small decoder."""
    small = {"embedding_levels": 3, "lower_width": 2, "budget": 700}
    own = {"first_lattice": list(lattice), "strides": list(strides)}
    return {"architecture": "nerv", **small, **own, **options}


# name -> network, (frames, height, width, channels)
FIELDS = {
    "ffn": (ffn(), (1, 7, 9, 3)),
    "ffn-frames": (ffn(output="tanh"), (3, 5, 4, 3)),
    "ffn-2-layers": (ffn(layers=2, width=4, output="sigmoid"), (2, 6, 6, 3)),
    "ffn-4-layers": (ffn(layers=4, frequencies=3), (1, 9, 5, 3)),
    "ffn-tiles": (ffn(width=17), (1, 37, 71, 3)),
    "ffn-grey": (ffn(), (1, 4, 3, 1)),
    "nerv-2-2": (nerv(2, 2, lower_width=3), (2, 8, 12, 3)),
    "nerv-4-2-2": (nerv(4, 2, 2, lattice=(1, 2), output="sigmoid"), (2, 16, 32, 3)),
    "nerv-3-2": (nerv(3, 2, output="identity"), (1, 12, 18, 3)),
    "nerv-1-2": (nerv(1, 2, lattice=(3, 5)), (1, 6, 10, 3)),
    "nerv-kernel-1": (nerv(2, 2, kernel=1, budget=300), (1, 8, 12, 3)),
    "nerv-kernel-5": (nerv(2, 3, kernel=5, budget=1500), (1, 12, 18, 3)),
    "nerv-tiles": (nerv(2, lattice=(17, 35), budget=3500, embedding_levels=1), (1, 34, 70, 3)),
}
POINTWISE = [name for name in FIELDS if name.startswith("ffn")]
DECODERS = [name for name in FIELDS if name.startswith("nerv")]

every_field = pytest.mark.parametrize("name", FIELDS)
every_pointwise = pytest.mark.parametrize("name", POINTWISE)
every_decoder = pytest.mark.parametrize("name", DECODERS)
every_reading = pytest.mark.parametrize("reading", READINGS)


@lru_cache
def fit_of(name: str, seed: int = 0) -> Fit:
    """A field with its initial weights, as a fit."""
    network, shape = FIELDS[name]
    return Fit(build(network, shape, seed).eval(), network, {}, seed)


def trace(store: Path, fit: Fit, piece: int | None = None, **options: Any) -> Canvas:
    """Write a canvas and open it; `piece` is the bound on memory in bytes."""
    layout = plan_canvas(fit, Tracing(**options))
    if piece is not None:
        layout = type(layout)(layout.plan, layout.frames, layout.dtype, piece)
    write_canvas(store, fit, layout, {"signal": "none", "field": "none"})
    return Canvas.open(store)


def stack(view: View) -> torch.Tensor:
    """All maps of a view, put together from its blocks: (neuron, y, x)."""
    blocks = list(view.blocks())
    rows = max(block.rows.stop for block in blocks)
    maps = torch.full((view.neurons, rows, blocks[0].values.shape[2]), torch.nan)
    for block in blocks:
        maps[block.neurons, block.rows] = block.values
    return maps


def stages(canvas: Canvas, *frames: int) -> list[tuple[str, int]]:
    """(stage, frame) of a canvas: the last frame alone unless others are named."""
    return [(stage, frame) for stage in canvas.stages for frame in frames or canvas.frames[-1:]]


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    """Numbers in [0, 1) as float32."""
    return np.random.default_rng(seed).random(shape, dtype=np.float32)
