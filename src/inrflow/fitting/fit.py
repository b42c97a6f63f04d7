"""The noun `Fit`: a fitted field with all that is needed to load it again, in one file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from inrflow.errors import InputError
from inrflow.fields.field import Field, Shape
from inrflow.fields.pointwise import cells_of
from inrflow.fields.resolve import empty, options_of
from inrflow.fields.tensors import fill
from inrflow.signals.partial import PartialFile
from inrflow.signals.store import write_arrays

VERSION = 2
HEADER = {"network": dict, "shape": list, "recipe": dict, "seed": int, "described": dict}


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
    def read(cls, path: Path, cells: Sequence[int] | None = None) -> "Fit":
        """Read a fit from its file alone.

        Args:
            path: the file.
            cells: numbers of the cells to read, ascending; nothing of the others is. None: all.

        Raises:
            InputError: not a fit, one of another version, of a network unknown here, weights that
                do not belong to its network, or cells that it does not have.
        """
        with PartialFile(path, "fit") as file:
            return cls.of(file, cells)

    @classmethod
    def of(cls, file: PartialFile, cells: Sequence[int] | None = None) -> "Fit":
        """Read a fit from an open file; see `read`."""
        header, path = header_of(file), file.path
        network, shape, rows = header["network"], tuple(header["shape"]), None
        try:
            if cells is not None:
                rows = rows_of(numbers_in(network, shape), cells, f"{path}: cells")
                network = network | {"kept": list(cells)}
            field = empty(network, shape)
        except InputError as error:
            raise InputError(f"{path}: expected a network of this version: {error}") from None
        own = {name: tuple(tensor.shape) for name, tensor in field.state_dict().items()}
        tensors = {
            name: torch.from_numpy(file.rows(name, rows if own.get(name, found) != found else None))
            for name, found in file.shapes.items()
        }
        fill(field, tensors, f"{path}: expected weights of its network")
        told = (header[key] for key in ("recipe", "seed", "described"))
        return cls(field.eval(), network, *told)


def header_of(file: PartialFile) -> dict[str, Any]:
    """Return the header of a fit's file.

    Raises:
        InputError: a fit of another version.
    """
    found = file.header.get("version", "none")
    if found != VERSION:
        raise InputError(f"{file.path}: expected a fit of version {VERSION}, found {found}; refit")
    missing = [key for key in HEADER if not isinstance(file.header.get(key), HEADER[key])]
    if missing or len(file.header["shape"]) != 4:
        raise InputError(
            f"{file.path}: expected the {(missing or ['shape'])[0]} of a fit in its header, found "
            f"{str(file.header.get((missing or ['shape'])[0]))[:60]}"
        )
    return file.header


def numbers_in(network: dict[str, Any], shape: Shape) -> list[int]:
    """Return the numbers of the cells that have a member, ascending.

    Raises:
        InputError: a network without cells.
    """
    options = options_of(network)
    if getattr(options, "partition", None) is None:
        raise InputError(
            f"network: expected one with cells, found {network['architecture']} without a "
            "partition; give the field one and fit it again"
        )
    return cells_of(options, shape).numbers


def rows_of(there: list[int], wanted: Sequence[int], where: str) -> list[int]:
    """Return the place of each wanted cell among those that are there.

    Raises:
        InputError: none wanted, or one that is not there.
    """
    places = {number: row for row, number in enumerate(there)}
    missing = [number for number in wanted if number not in places]
    if missing or not wanted:
        found = f"{missing[0]}, which is not there" if missing else "none"
        raise InputError(f"{where}: expected cells among the {len(there)} there, found {found}")
    return [places[number] for number in wanted]
