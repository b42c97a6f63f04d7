"""Where an extractor's weights come from: a seed, or a user's file. None of them is trained."""

from pathlib import Path

import torch
from torch import Tensor, nn

from inrflow.errors import InputError
from inrflow.fields.extractors.r3d18 import R3d18
from inrflow.fields.extractors.resnet34 import Resnet34
from inrflow.fields.tensors import load_tensors


def unfilled(kind: type[Resnet34] | type[R3d18]) -> Resnet34 | R3d18:
    """Return an extractor whose weights are to be filled; torch's global generator stays as it is.

    The device `meta` would spare drawing them, at the price of a second: it imports the compiler.
    """
    with torch.random.fork_rng(devices=[]):
        return kind().requires_grad_(False)


def draw_(extractor: nn.Module, source: torch.Generator) -> None:
    """Fill as torchvision does: N(0, 2 / fan out) for convolutions, 1 and 0 for normalisations."""
    for layer in extractor.modules():
        if isinstance(layer, nn.Conv2d | nn.Conv3d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", generator=source)
        elif isinstance(layer, nn.BatchNorm2d | nn.BatchNorm3d):
            layer.weight.fill_(1)
            layer.bias.fill_(0)


def load_(extractor: Resnet34 | R3d18, path: Path) -> None:
    """Fill from a state dict of torchvision's whole network; what lies behind is left out.

    Running statistics are left out too: the statistics of the signal stand in their place.

    Raises:
        InputError: unreadable, a weight missing, of another shape, or not finite.
    """
    state, own = load_tensors(path), extractor.state_dict()
    missing = [name for name in own if name not in state]
    if missing:
        raise InputError(
            f"{path}: expected torchvision's {extractor.name}, missing {len(missing)} of "
            f"{len(own)} weights: {', '.join(missing[:3])}{' ...' if len(missing) > 3 else ''}"
        )
    for name, weight in own.items():
        _refuse_other(path, name, state[name], weight)
        weight.copy_(state[name])


def _refuse_other(path: Path, name: str, found: Tensor, own: Tensor) -> None:
    if found.shape != own.shape:
        shapes = f"expected shape {tuple(own.shape)}, found {tuple(found.shape)}"
        raise InputError(f"{path}: {name}: {shapes}")
    if not found.is_floating_point() or not found.isfinite().all():
        raise InputError(f"{path}: {name}: expected finite real numbers, found others")
