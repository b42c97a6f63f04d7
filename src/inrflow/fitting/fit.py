"""The noun `Fit`: a fitted field with all that is needed to load it again, in one file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from inrflow.errors import InputError
from inrflow.fields.field import Field, Shape
from inrflow.fields.resolve import empty
from inrflow.fields.tensors import fill
from inrflow.signals.store import read_arrays, write_arrays

VERSION = 2


@dataclass(frozen=True)
class Fit:
    """A fitted field.

    Attributes:
        field: the network, in evaluation mode.
        network: architecture and options, as in the config.
        recipe: how it was fitted; empty for imported weights.
        seed: of weights and batches; -1 for imported weights.
        described: what the numbers that it paints stand for, as `Signal.described` has it; empty
            for imported weights, which paint pictures and clips.
    """

    field: Field
    network: dict[str, Any]
    recipe: dict[str, Any]
    seed: int
    described: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        """(frames, height, width, channels) of the signal."""
        return self.field.shape

    def write(self, path: Path) -> None:
        """Write the fit: weights as tensors, everything else in the header."""
        weights = {k: v.detach().cpu().numpy() for k, v in self.field.state_dict().items()}
        header = {"network": self.network, "recipe": self.recipe, "seed": self.seed}
        header |= {"shape": list(self.shape), "described": self.described, "version": VERSION}
        write_arrays(path, "fit", weights, header)

    @classmethod
    def read(cls, path: Path) -> "Fit":
        """Read a fit from its file alone.

        Raises:
            InputError: not a fit, one of another version, of a network unknown here, or weights
                that do not belong to its network.
        """
        arrays, header = read_arrays(path, "fit")
        if header.get("version") != VERSION:
            found = header.get("version", "none")
            raise InputError(f"{path}: expected a fit of version {VERSION}, found {found}; refit")
        try:
            network = empty(header["network"], tuple(header["shape"]))
        except InputError as error:
            raise InputError(f"{path}: expected a network of this version: {error}") from None
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        fill(network, tensors, f"{path}: expected weights of its network")
        told = (header[key] for key in ("network", "recipe", "seed", "described"))
        return cls(network.eval(), *told)
