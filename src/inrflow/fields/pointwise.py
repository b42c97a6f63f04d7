"""What fields share that map coordinates to values, one sample not seeing another.

All carry a leading member axis: one network is one member, an INR per partition has one a cell
(Croppable INRs section 3), XINC's FFN one a frame.
"""

import copy
from collections.abc import Iterator
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.frame import frame_on, stretched
from inrflow.config.networks.partition import Labels, cells_in, kept_on
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.field import Field
from inrflow.fields.initialise import generator
from inrflow.fields.labelled import Labelled
from inrflow.fields.lattice import coordinates_at, places_of
from inrflow.fields.tiles import Tiles


class Pointwise(Field):
    """A field of coordinates.

    Attributes:
        options: its architecture's options.
        cells: which member paints which samples.
        frame: samples at coordinates -1 and 1 along (frame, y, x).
        apart: whether members share no weight, so that they may be fitted one by one.
        fixed_encoding: whether `encode` has nothing to train, so that it may be worked out once.
    """

    samples = "pixel"
    domain = "any coordinate, on as many axes as"
    apart = True
    fixed_encoding = True

    def __init__(self, options: Any, shape: Shape) -> None:
        super().__init__()
        self.options, self.shape = options, shape
        self.cells = cells_of(options, shape)
        self.frame = frame_on(options.frame, shape)
        self.traced = tuple(options.stage_names)

    @property
    def members(self) -> int:
        """Number of members."""
        return self.cells.members

    def encode(
        self, coordinates: Float[Tensor, "member sample axis"]
    ) -> Float[Tensor, "member sample feature"]:
        """Return the coordinates themselves, unless a field has an encoding."""
        return coordinates

    def coordinates(
        self, index: Int[Tensor, "member sample"]
    ) -> Float[Tensor, "member sample axis"]:
        """Return the coordinates of samples by their row-major numbers in the signal."""
        return coordinates_at(index, self.shape, self.frame)

    def select(self, members: slice) -> "Pointwise":
        """Return some members as a field of its own that shares their weights' memory.

        Fitting the selection fits the members in place; weights of one member that serve all
        stay shared.
        """
        some = _twin(self, members, self.members)
        some.cells = self.cells.keeping(tuple(self.cells.numbers[members]))
        return some

    def at_frame(self, frame: int) -> tuple["Pointwise", Float[Tensor, "member pixel axis"]]:
        """Return the members that paint a frame and the coordinates at which each does.

        Raises:
            InputError: cells of unequal size, or not all of them kept: a frame is then no lattice.
        """
        members = self.cells.of_frame(frame)
        index, real = self.cells.samples(members, frame)
        if not real.all() or index.numel() != self.shape[1] * self.shape[2]:
            raise InputError(f"frame {frame}: expected equal cells that cover it, found others")
        return self.select(members), self.coordinates(index.to(self.device))

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one frame, not clamped; 0 where the cell has no member.

        The bits that a cell paints do not depend on which others there are; see `Tiles`.
        """
        return next(self.frames(range(frame, frame + 1)))

    def frames(self, chosen: range | None = None) -> Iterator[Float[Tensor, "y x channel"]]:
        """Yield frames, not clamped; 0 where the cell has no member.

        Args:
            chosen: their numbers; None: all.
        """
        held: dict[int, Tiles] = {}
        for frame in range(self.shape[0]) if chosen is None else chosen:
            touching = self.cells.of_frame(frame)
            members = range(touching.start, touching.stop)
            held = {m: held[m] if m in held else Tiles(self, m) for m in members}
            picture = torch.zeros(self.shape[1] * self.shape[2], self.shape[3], device=self.device)
            for tiles in held.values():
                where, values = tiles.of_frame(frame)
                picture[where.to(self.device)] = values
            yield picture.unflatten(0, self.shape[1:3])

    def at(self, coordinates: Float[Tensor, "sample axis"]) -> Float[Tensor, "sample channel"]:
        """Return the values at any coordinates, not clamped; 0 where no member is.

        Raises:
            InputError: another number of axes, or coordinates that are not finite.
        """
        axes = axes_of(self.shape)
        if coordinates.shape[1] != len(axes):
            raise InputError(
                f"coordinates: expected {len(axes)} numbers each, found {coordinates.shape[1]}"
            )
        owner = self.cells.member_at(places_of(coordinates.cpu(), self.shape, self.frame))
        values = torch.zeros(len(coordinates), self.shape[3], device=self.device)
        for member in owner.unique().tolist():
            mine = owner == member
            if member >= 0:
                part = self.select(slice(member, member + 1))
                values[mine] = part(coordinates[mine][None].to(self.device))[0]
        return values

    def resampled(self, shape: Shape) -> "Pointwise":
        """Return the same network on another lattice over the same domain.

        Raises:
            InputError: other axes or channels, or cells that would have no sample.
        """
        if axes_of(shape) != axes_of(self.shape) or shape[3] != self.shape[3]:
            raise InputError(f"decode: expected {self.domain} {self.shape}, found {shape}")
        other = copy.copy(self)
        other.shape, other.cells = shape, self.cells.resampled(shape, self.frame)
        other.frame = stretched(self.frame, self.shape, shape)
        return other

    def sources_of(self, seed: int) -> list[torch.Generator]:
        """Return one generator a member, each of its cell's number alone."""
        return [generator(seed, number) for number in self.cells.numbers]


def cells_of(options: Any, shape: Shape) -> Cells | Labelled:
    """Return the cells that a network has on a signal.

    Raises:
        InputError: a partition, or kept cells, that the signal cannot have.
    """
    partition = options.partition
    kept = kept_on(options.kept, cells_in(partition, shape))
    if isinstance(partition, Labels):
        return Labelled(shape, partition, kept)
    return Cells(shape, options.borders(shape), kept)


def _twin(module: nn.Module, members: slice, count: int) -> Any:
    """Return a module like this one whose member-wise tensors are views of some members."""
    twin = copy.copy(module)
    if getattr(module, "member_wise", False):
        twin._parameters = {k: _view(v, members, count) for k, v in module._parameters.items()}
        twin._buffers = {k: v[members] for k, v in module._buffers.items()}
    twin._modules = {name: _twin(m, members, count) for name, m in module._modules.items()}
    return twin


def _view(parameter: nn.Parameter | None, members: slice, count: int) -> nn.Parameter | None:
    if parameter is None or len(parameter) != count:
        return parameter
    return nn.Parameter(parameter.data[members], parameter.requires_grad)
