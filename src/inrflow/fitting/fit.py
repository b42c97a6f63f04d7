"""The noun `Fit`: a fitted field with all that is needed to load it again, in one file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from inrflow.errors import InputError
from inrflow.fields.field import Field, Shape
from inrflow.fields.resolve import empty
from inrflow.signals.store import read_arrays, write_arrays


@dataclass(frozen=True)
class Fit:
    """A fitted field.

    Attributes:
        field: the network, in evaluation mode.
        network: architecture and options, as in the config.
        recipe: how it was fitted; empty for imported weights.
        seed: of weights and batches; -1 for imported weights.
    """

    field: Field
    network: dict[str, Any]
    recipe: dict[str, Any]
    seed: int

    @property
    def shape(self) -> Shape:
        """(frames, height, width, channels) of the signal."""
        return self.field.shape

    def write(self, path: Path) -> None:
        """Write the fit: weights as tensors, everything else in the header."""
        weights = {k: v.detach().cpu().numpy() for k, v in self.field.state_dict().items()}
        header = {"network": self.network, "recipe": self.recipe, "seed": self.seed}
        write_arrays(path, "fit", weights, {**header, "shape": list(self.shape)})

    @classmethod
    def read(cls, path: Path) -> "Fit":
        """Read a fit from its file alone.

        Raises:
            InputError: not a fit, or weights that do not belong to its network.
        """
        arrays, header = read_arrays(path, "fit")
        field = empty(header["network"], tuple(header["shape"]))
        try:
            field.load_state_dict({k: torch.from_numpy(v) for k, v in arrays.items()})
        except RuntimeError as error:
            reason = " ".join(str(error).split())
            raise InputError(f"{path}: expected weights of its network: {reason}") from None
        return cls(field.eval(), header["network"], header["recipe"], header["seed"])
