"""A picture at all sizes that a study asks for."""

from dataclasses import dataclass
from typing import Literal

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.oinr.multiresolution import Multiresolution
from inrflow.errors import InputError
from inrflow.oinr.multiresolution.resize import Picture, resized
from inrflow.signals.signal import Signal

Role = Literal["train", "held-out", "original"]


@dataclass(frozen=True)
class Lattices:
    """A picture at many sizes.

    Attributes:
        pictures: size (of the longer side, samples) -> the picture, ascending; the original last.
        roles: size -> what it is there for.
    """

    pictures: dict[int, Picture]
    roles: dict[int, Role]

    @property
    def original(self) -> int:
        """The original's size."""
        return max(self.pictures)

    def shape(self, size: int) -> Shape:
        """Return (1, height, width, channels) of a size."""
        return self.pictures[size].shape

    def sides(self, size: int) -> list[int]:
        """Return the sides of the axes that have coordinates."""
        return [self.shape(size)[axis] for axis in axes_of(self.shape(size))]


def lattices_of(signal: Signal, asked: Multiresolution, name: str) -> Lattices:
    """Return a picture at its own size, and at those asked for.

    Args:
        signal: a picture.
        asked: sizes, and how they are made.
        name: of the signal, for errors.

    Raises:
        InputError: not a picture, or sizes that are not smaller than it.
    """
    where = f"oinr.multiresolution.signals: {name}"
    if len(axes_of(signal.shape)) != 2 or signal.shape[0] > 1:
        raise InputError(f"{where}: expected a picture, found samples {signal.shape[:3]}")
    longer, (train, held) = max(signal.shape[1:3]), asked.split
    if max(train) >= longer:
        raise InputError(
            f"oinr.multiresolution.sizes: expected sizes under the {longer} samples of {name}, "
            f"found {max(train)}"
        )
    roles = dict.fromkeys(train, "train") | dict.fromkeys(held, "held-out") | {longer: "original"}
    pictures = {
        size: resized(signal.values, sides_of(signal.shape, size), asked.filter, asked.lattice)
        for size in sorted(roles)
    }
    return Lattices(pictures, roles)


def sides_of(shape: Shape, size: int) -> tuple[int, int]:
    """Return (height, width) whose longer side has some samples, in proportion."""
    factor = size / max(shape[1:3])
    return max(1, round(shape[1] * factor)), max(1, round(shape[2] * factor))
