"""The fields that every law is held against, small enough to check every pixel."""

from dataclasses import replace
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
from laws.carried import Straight, straightened

READINGS = ("share", "paper", "released")


def ffn(**options: Any) -> dict[str, Any]:
    """Options of a small Fourier feature network."""
    return {"architecture": "ffn", "width": 5, "sigma": 2.0, **options}


def nerv(*strides: int, lattice: tuple[int, int] = (2, 3), **options: Any) -> dict[str, Any]:
    """Options of a small decoder."""
    small = {"embedding_levels": 3, "lower_width": 2, "budget": 700}
    own = {"first_lattice": list(lattice), "strides": list(strides)}
    return {"architecture": "nerv", **small, **own, **options}


def hnerv(*strides: int, **options: Any) -> dict[str, Any]:
    """Options of a small decoder embedded by content, its stem doubling the embedding's lattice."""
    encoder = {"strides": [6, 1], "width": 3, "channels": 4}
    own = {"embedding": "content", "encoder": encoder, "channels": [4, 3, 2]}
    return nerv(*strides, **own, **options)


def siren(**options: Any) -> dict[str, Any]:
    """Options of a small SIREN."""
    return {"architecture": "siren", "width": 5, "layers": 3, **options}


def small(architecture: str, **options: Any) -> dict[str, Any]:
    """Options of a small network of coordinates."""
    return {"architecture": architecture, "width": 4, "layers": 3, **options}


def oinr(*channels: int, **options: Any) -> dict[str, Any]:
    """Options of a small operator."""
    return {"architecture": "oinr", "levels": 2, "channels": list(channels), **options}


def sequence(*channels: int, **options: Any) -> dict[str, Any]:
    """Options of a small operator for all frames."""
    return oinr(*channels, **options) | {"architecture": "oinr_sequence"}


PICTURE = (1, 6, 7, 3)
# name -> network, (frames, height, width, channels); one a kind, more where code forks
FIELDS = {
    "ffn": (ffn(), (1, 7, 9, 3)),
    "ffn-frames": (ffn(output="tanh"), (3, 5, 4, 3)),
    "ffn-2-layers": (ffn(layers=2, width=4, output="sigmoid"), (2, 6, 6, 3)),
    "ffn-4-layers": (ffn(layers=4, frequencies=3), (1, 9, 5, 3)),
    "ffn-tiles": (ffn(width=17), (1, 37, 71, 3)),
    "ffn-grey": (ffn(), (1, 4, 3, 1)),
    "siren": (siren(layers=4), PICTURE),
    "siren-cells": (siren(partition=[2, 3]), PICTURE),  # of unequal size
    "siren-kept": (siren(partition=[2, 2, 2], kept=[0, 1, 6]), (3, 5, 4, 1)),
    "siren-film": (siren(partition=[2, 1, 2]), (3, 4, 5, 2)),
    "siren-sound": (siren(partition=[3], width=3, layers=2), (1, 1, 2500, 1)),
    "siren-tiles": (siren(partition=[2, 3], layers=2), (1, 37, 71, 1)),
    "finer": (small("finer"), PICTURE),
    "gauss": (small("gauss"), PICTURE),
    "fourier": (small("fourier", frequencies=3), PICTURE),
    "posenc": (small("posenc"), PICTURE),
    "incode": (small("incode", partition=[1, 2]), PICTURE),
    "mfn": (small("mfn", partition=[2, 1]), PICTURE),
    "wire": (small("wire", width=5), PICTURE),
    "wire2d": (small("wire2d", width=6, layers=4, partition=[2, 2]), PICTURE),
    "local-global": (small("local_global", global_width=5, partition=[2, 3]), PICTURE),
    "lg-incode": (small("local_global_incode", global_width=5, partition=[1, 2]), PICTURE),
    "lg-add": (small("local_global_add", global_width=5, partition=[2, 1]), PICTURE),
    "nerv-2-2": (nerv(2, 2, lower_width=3), (2, 8, 12, 3)),
    "nerv-4-2-2": (nerv(4, 2, 2, lattice=(1, 2), output="sigmoid"), (2, 16, 32, 3)),
    "nerv-3-2": (nerv(3, 2, output="identity"), (1, 12, 18, 3)),
    "nerv-1-2": (nerv(1, 2, lattice=(3, 5)), (1, 6, 10, 3)),
    "nerv-kernel-1": (nerv(2, 2, kernel=1, budget=300), (1, 8, 12, 3)),
    "nerv-kernel-5": (nerv(2, 3, kernel=5, budget=1500), (1, 12, 18, 3)),
    "nerv-tiles": (nerv(2, lattice=(17, 35), budget=3500, embedding_levels=1), (1, 34, 70, 3)),
    "hnerv": (hnerv(2, 3, kernels=[1, 5, 3]), (2, 12, 18, 3)),
    "oinr": (oinr(3, 4), PICTURE),
    "oinr-volume": (oinr(2, 3, bias=True, padding="reflect", noise=1), (4, 5, 3, 1)),
    "oinr-sound": (oinr(3, padding="circular"), (1, 1, 17, 1)),
    "oinr-sequence": (sequence(2, 3, beta=0.7), (2, 4, 3, 2)),
    "stencil": (oinr(3, 4, architecture="oinr_stencil"), PICTURE),
    "continuous": (oinr(3, 4, architecture="oinr_continuous", support=0.8), PICTURE),
    "continuous-volume": (oinr(2, architecture="oinr_continuous", mask=0.5), (4, 5, 3, 1)),
}


ADVISED = ("local_global", "local_global_add", "local_global_incode")


def of(*architectures: str) -> list[str]:
    """Names of the fields of some architectures."""
    return [
        name for name, (network, _) in FIELDS.items() if network["architecture"] in architectures
    ]


DECODERS, OPERATORS = of("nerv"), of("oinr", "oinr_stencil", "oinr_continuous", "oinr_sequence")
POINTWISE = [name for name in FIELDS if name not in (*DECODERS, *OPERATORS)]

every_field = pytest.mark.parametrize("name", FIELDS)
every_ffn = pytest.mark.parametrize("name", of("ffn"))
every_pointwise = pytest.mark.parametrize("name", POINTWISE)
every_decoder = pytest.mark.parametrize("name", DECODERS)
every_convolution = pytest.mark.parametrize("name", [*DECODERS, *OPERATORS])
every_reading = pytest.mark.parametrize("reading", READINGS)


@lru_cache
def fit_of(name: str, seed: int = 0) -> Fit:
    """A field with its initial weights, as a fit."""
    network, shape = FIELDS[name]
    return Fit(build(network, shape, seed).eval(), network, {}, seed)


@lru_cache
def straight_of(name: str, frame: int) -> dict[str, Straight]:
    """Every stage of a pointwise field of first weights, straightened at a frame."""
    return straightened(fit_of(name).field, frame)


def mixtures_of(name: str, frame: int) -> dict[str, torch.Tensor]:
    """Mixture (output, y, x) of every stage, by the field itself."""
    field = fit_of(name).field
    if field.samples == "pixel":
        return {stage: one.mixture for stage, one in straight_of(name, frame).items()}
    part, coordinates = field.at_frame(frame)
    with torch.no_grad():
        found = {step.name: step.mixture[0] for step in part.walk(coordinates)}
    if field.samples == "frame":
        return found
    return {k: v.reshape(len(v), *field.shape[:3])[:, frame] for k, v in found.items()}


def trace(store: Path, fit: Fit, piece: int | None = None, **options: Any) -> Canvas:
    """Write a canvas and open it; `piece` is the bound on memory in bytes."""
    layout = plan_canvas(fit, Tracing(**options))
    if piece is not None:
        layout = replace(layout, piece=piece)
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
