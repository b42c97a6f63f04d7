"""The noun `MinerFit`: all scales of a fitted signal, in one file.

The released code saves nothing; its model is a to-do there.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor, nn

from inrflow.config.check import check
from inrflow.config.croppable.miner import MinerNetworks
from inrflow.config.networks.axes import Shape
from inrflow.croppable.miner.pyramid import doubled, lattices
from inrflow.croppable.miner.scale import Scale, make
from inrflow.errors import InputError
from inrflow.fields.tensors import fill
from inrflow.signals.store import read_arrays, write_arrays

VERSION = 1
Values = Float[Tensor, "frame y x channel"]


def painted(scales: list[Scale]) -> Values:
    """Return the sum of scales, each carried up to the next."""
    total = scales[0].painted()
    for scale in scales[1:]:
        total = doubled(total)
        if scale.field is not None:
            total = total + scale.painted()
    return total


def _holder(scales: list[Scale]) -> nn.ModuleDict:
    """Return the networks of all scales as one module."""
    known = {f"scale{n}": s.field for n, s in enumerate(scales) if s.field is not None}
    return nn.ModuleDict(known)


@dataclass(frozen=True)
class MinerFit:
    """A signal as sums of scales.

    Attributes:
        networks: their options.
        scales: the coarsest first.
        recipe: how they were fitted.
        seed: of the weights.
        described: what the numbers stand for, as `Signal.described` has it.
    """

    networks: MinerNetworks
    scales: list[Scale]
    recipe: dict[str, Any]
    seed: int
    described: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        """(frames, height, width, channels) of the signal."""
        return self.scales[-1].shape

    def paint(self) -> Float32[np.ndarray, "frame y x channel"]:
        """Return the whole signal, not clamped."""
        return painted(self.scales).cpu().numpy()

    def cpu(self) -> "MinerFit":
        """Move the weights to the CPU; return the fit."""
        _holder(self.scales).cpu()
        return self

    def write(self, path: Path) -> None:
        """Write the weights as tensors, scale by scale, everything else in the header."""
        stored = _holder(self.scales).state_dict().items()
        weights = {name: value.cpu().numpy() for name, value in stored}
        header = {"networks": self.networks.model_dump(mode="json"), "recipe": self.recipe}
        header |= {"seed": self.seed, "shape": list(self.shape), "described": self.described}
        header |= {"active": [scale.active for scale in self.scales], "version": VERSION}
        write_arrays(path, "miner", weights, header)

    @classmethod
    def read(cls, path: Path) -> "MinerFit":
        """Read a fit from its file alone.

        Raises:
            InputError: not such a fit, one of another version, or weights that are not its own.
        """
        arrays, header = read_arrays(path, "miner")
        if header.get("version") != VERSION:
            found = header.get("version", "none")
            raise InputError(f"{path}: expected MINER of version {VERSION}, found {found}; refit")
        networks = check(MinerNetworks, header["networks"], str(path))
        shapes = lattices(tuple(header["shape"]), networks.scales)
        made = enumerate(zip(shapes, header["active"], strict=True))
        scales = [make(networks, number, *one) for number, one in made]
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        fill(_holder(scales), tensors, f"{path}: expected weights of its networks")
        return cls(networks, scales, *(header[key] for key in ("recipe", "seed", "described")))
