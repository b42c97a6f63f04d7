"""`Field` and `Stage`: the forward pass is the list of traceable stages."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn

Shape = tuple[int, int, int, int]


class Stage(nn.Module, ABC):
    """One step of a field: mix the neurons (affine), then bend the mixture.

    Attributes:
        affine: affine in its input neurons; what tracing takes apart.
        activation: name of the activation (a module of `inrflow.fields.activations`).
    """

    affine: nn.Module
    activation: str

    @abstractmethod
    def after(self, mixture: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Return the next neurons from the mixture: activation, shuffle, gate, output map."""

    def forward(self, neurons: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Mix and bend."""
        return self.after(self.affine(neurons), context)


@dataclass(frozen=True)
class Step:
    """One stage at work: what went in, what the affine map made of it, what came out."""

    name: str
    stage: Stage
    neurons: Tensor
    mixture: Tensor
    output: Tensor


class Field(nn.Module, ABC):
    """A network that paints one signal.

    Attributes:
        samples: what one sample of its input is. `pixel`: coordinates in, colours out, with a
            leading member axis. `frame`: time in, a whole frame out.
        shape: the signal's (frames, height, width, channels).
        stages: name -> stage in order; the names become groups of the canvas.
        traced: names of the stages whose neurons have a place in the picture.
    """

    samples: Literal["pixel", "frame"]
    shape: Shape
    stages: nn.ModuleDict
    traced: tuple[str, ...]

    @abstractmethod
    def encode(self, coordinates: Tensor) -> Tensor:
        """Return the first neurons of coordinates (or times)."""

    @abstractmethod
    def at_frame(self, frame: int) -> tuple["Field", Tensor]:
        """Return the field that paints one frame and the coordinates at which it does.

        For an ensemble that is one member and the lattice; for a decoder itself and the time.
        """

    def select(self, members: slice) -> "Field":
        """Return some members of an ensemble, sharing memory; a lone network is its own."""
        return self

    def condition(self, coordinates: Tensor) -> dict[str, Tensor]:
        """Return what stages need besides neurons; nothing unless a field says so."""
        return {}

    def paint(self, neurons: Tensor, context: dict[str, Tensor] | None = None) -> Tensor:
        """Run the stages on encoded coordinates."""
        for stage in self.stages.values():
            neurons = stage(neurons, context or {})
        return neurons

    def forward(self, coordinates: Tensor) -> Tensor:
        """Return the painted values at coordinates."""
        return self.paint(self.encode(coordinates), self.condition(coordinates))

    def walk(self, coordinates: Tensor) -> Iterator[Step]:
        """Run the field stage by stage, handing out what each saw and made."""
        neurons, context = self.encode(coordinates), self.condition(coordinates)
        for name, stage in self.stages.items():
            mixture = stage.affine(neurons)
            output = stage.after(mixture, context)
            yield Step(name, stage, neurons, mixture, output)
            neurons = output

    @abstractmethod
    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one whole frame in signal units, not clamped."""
