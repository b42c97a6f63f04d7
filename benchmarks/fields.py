"""Seconds an optimiser step of every field beside a plain torch module of the same network.

Both run in turns on the same samples with the same loss and Adam, full batch; the ratio is the
median over pairs of steps. A field should not be slower than 1.15 times the plain module.

    python benchmarks/fields.py [--side 128] [--width 256] [--pairs 7] [--threads 1] [NAME ...]
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from inrflow.config.recipe import Recipe
from inrflow.fields.field import Field
from inrflow.fields.outputs import OUTPUTS
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.resolve import build
from inrflow.fitting.batches import of_decoder, of_pixels
from inrflow.fitting.optimise import add_gradients
from inrflow.fitting.runtime import prepare
from inrflow.fitting.steps import rated
from oracles import plain_networks

RECIPE = Recipe(learning_rate=1e-4, steps=1)
DECODER = {"first_lattice": [8, 16], "strides": [4, 2, 2], "budget": 1e6}


class Cells(nn.Module):
    """One small SIREN a cell, as bmm and a bias added apart."""

    def __init__(self, field: Pointwise) -> None:
        super().__init__()
        weights = [(s.affine.weight, s.affine.bias) for s in field.stages.values()]
        self.tensors = nn.ParameterList(nn.Parameter(t.clone()) for pair in weights for t in pair)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the last layer gives, (cell, sample, channel)."""
        layers = list(zip(self.tensors[::2], self.tensors[1::2], strict=True))
        for weight, bias in layers[:-1]:
            x = torch.sin(30 * (torch.bmm(x, weight) + bias))
        return torch.bmm(x, layers[-1][0]) + layers[-1][1]


class Sine(nn.Module):
    """sin(z), as a module."""

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """Return sin(z)."""
        return torch.sin(z)


class Modulated(nn.Module):
    """INCODE in plain layers: a harmoniser and a SIREN that it bends."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        stages = field.stages.values()
        self.layers = nn.ModuleList(
            plain_networks.linear(s.affine.weight[0], s.affine.bias[0]) for s in stages
        )
        made = [nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 32), nn.SiLU(), nn.Linear(32, 4)]
        self.harmoniser, self.features = nn.Sequential(*made), torch.rand(64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the last layer gives."""
        a, b, c, d = self.harmoniser(self.features)
        for layer in self.layers[:-1]:
            x = torch.exp(a) * torch.sin(torch.exp(b) * 30 * layer(x) + c) + d
        return self.layers[-1](x)


def convolutions(field: Field) -> nn.Module:
    """O-INR as one nn.Sequential of copies of its convolutions."""
    layers = []
    for stage in field.stages.values():
        conv = type(stage.affine)(*stage.affine.weight.shape[1::-1], 3, padding=1, bias=False)
        layers += [conv, Sine()]
    return nn.Sequential(*layers[:-1])


def decoder(field: Field) -> nn.Module:
    """NeRV as one nn.Sequential."""
    layers = []
    for stage in field.stages.values():
        kernel, pad = stage.affine.kernel_size, stage.affine.padding
        layers.append(nn.Conv2d(*stage.affine.weight.shape[1::-1], kernel, padding=pad))
        if hasattr(stage, "growth"):
            layers += [nn.GELU(), nn.Flatten(), nn.Unflatten(1, (-1, *stage.growth))]
        elif stage.activation != "identity":
            layers += [nn.PixelShuffle(stage.stride), nn.GELU()]
    return nn.Sequential(*layers)


def cases(side: int, width: int) -> dict[str, tuple[dict, tuple, Callable[[Field], nn.Module]]]:
    """Return name -> network, shape, maker of the plain module."""
    picture, of = (1, side, side, 3), plain_networks.of
    chain = {"width": width, "layers": 5}
    zoo = ["siren", "finer", "gauss", "wire", "wire2d", "mfn", "posenc", "fourier"]
    found = {name: ({"architecture": name, **chain}, picture, of) for name in zoo}
    small = {"architecture": "siren", "width": 15, "partition": [8, 8]}
    found["siren per partition"] = (small, picture, Cells)
    found["incode"] = ({"architecture": "incode", **chain}, picture, Modulated)
    found["oinr"] = ({"architecture": "oinr"}, picture, convolutions)
    found["nerv"] = ({"architecture": "nerv", **DECODER}, (2, 128, 256, 3), decoder)
    return found


def ours(field: Field, values: torch.Tensor) -> tuple[Callable[[], object], Iterator]:
    """Return one step of the package's loop, and its batches."""
    if isinstance(field, Pointwise):
        drawn = of_pixels(field, values.flatten(0, 2), RECIPE, 0)
    else:
        drawn = of_decoder(field, values, RECIPE, 0)
    optimiser = torch.optim.Adam(rated(field, RECIPE))

    def step() -> None:
        optimiser.zero_grad(set_to_none=True)
        add_gradients(field, next(drawn), "mse", 1)
        optimiser.step()

    return step, drawn


def plain(field: Field, module: nn.Module, drawn: Iterator) -> Callable[[], None]:
    """Return one step of the plain module on the same samples."""
    batch, output = next(drawn), OUTPUTS[list(field.stages.values())[-1].output]
    given, targets = batch.neurons, batch.targets
    if isinstance(field, Pointwise) and not isinstance(module, Cells):
        given, targets = batch.coordinates[0], targets[0]
    elif isinstance(module, Cells):
        given = batch.coordinates
    optimiser = torch.optim.Adam(module.parameters(), lr=RECIPE.learning_rate)

    def step() -> None:
        optimiser.zero_grad(set_to_none=True)
        (output(module(given)) - targets).square().mean().backward()
        optimiser.step()

    return step


def seconds(step: Callable[[], object]) -> float:
    """Return the seconds of one step."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def main() -> None:
    """Print milliseconds a step of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    for name, default in (("side", 128), ("width", 256), ("pairs", 7), ("threads", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    prepare(options.threads)
    print(f"{'field':22}{'ms':>9}{'plain ms':>10}{'ratio':>7}{'lowest':>8}{'highest':>8}")
    for name, (network, shape, make) in cases(options.side, options.width).items():
        if options.names and name not in options.names:
            continue
        field = build(network, shape, 0)
        values = torch.rand(shape, generator=torch.Generator().manual_seed(0))
        field.observe(values)
        one, drawn = ours(field, values)
        other = plain(field, make(field), drawn)
        pairs = [(seconds(one), seconds(other)) for _ in range(options.pairs + 1)][1:]
        ratios = [a / b for a, b in pairs]
        mine, its = (1e3 * statistics.median(t) for t in zip(*pairs, strict=True))
        numbers = f"{mine:9.1f}{its:10.1f}{statistics.median(ratios):7.2f}"
        print(f"{name:22}{numbers}{min(ratios):8.2f}{max(ratios):8.2f}", flush=True)


if __name__ == "__main__":
    main()
