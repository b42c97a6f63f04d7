"""`Field` and `Stage`: the forward pass is the list of traceable stages."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.errors import InputError

Context = dict[str, Tensor]
FIRST = "encoding"


class Stage(nn.Module, ABC):
    """One step of a field: mix the neurons (affine), then bend the mixture.

    Attributes:
        affine: affine in its input neurons; what tracing takes apart.
        activation: name of the activation (a module of `inrflow.fields.activations`).
        gate: key of the context's values that the bent mixture is multiplied with; None: nothing.
        output: name of the output map (`inrflow.fields.outputs`) of the stage that paints.
    """

    affine: nn.Module
    activation: str
    gate: str | None = None
    output: str = "identity"

    @abstractmethod
    def after(self, mixture: Tensor, context: Context) -> Tensor:
        """Return the next neurons from the mixture: activation, shuffle, gate, output map."""

    def numbers(self, context: Context) -> dict[str, float | Tensor]:
        """Return the activation's own numbers, such as omega."""
        return {}

    def forward(self, neurons: Tensor, context: Context) -> Tensor:
        """Mix and bend."""
        return self.run((neurons,), context)

    def run(self, parts: tuple[Tensor, ...], context: Context) -> Tensor:
        """Return the next neurons from those of all sources; a stage may know a shorter way."""
        return self.after(self.affine(*parts), context)


@dataclass(frozen=True)
class Step:
    """One stage at work: what went in, what the affine map made of it, what came out.

    Attributes:
        name: the stage's name.
        stage: the stage.
        parts: the neurons that it mixed, one tensor a source.
        mixture: what the affine map made of them.
        output: the next neurons.
        context: what the field's `condition` gave.
    """

    name: str
    stage: Stage
    parts: tuple[Tensor, ...]
    mixture: Tensor
    output: Tensor
    context: Context

    @property
    def neurons(self) -> Tensor:
        """All neurons that were mixed, one after the other along the last axis."""
        return self.parts[0] if len(self.parts) == 1 else torch.cat(self.parts, dim=-1)


class Field(nn.Module, ABC):
    """A network that paints one signal.

    Attributes:
        samples: what one sample of its input is. `pixel`: coordinates in, colours out, with a
            leading member axis. `frame`: time in, a whole frame out. `lattice`: the whole signal
            at once.
        domain: where it can paint, for people.
        shape: the signal's (frames, height, width, channels).
        stages: name -> stage in order; the names become groups of the canvas.
        traced: names of the stages whose neurons have a place in the picture.
        fixed_encoding: whether `encode` has nothing to train, so that it may be worked out once.
    """

    samples: Literal["pixel", "frame", "lattice"]
    domain: ClassVar[str]
    shape: Shape
    stages: nn.ModuleDict
    traced: tuple[str, ...]
    fixed_encoding = True

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """What each stage mixes: earlier stages, or the encoding; the one before unless said."""
        names = list(self.stages)
        return {name: (before,) for before, name in zip([FIRST, *names], names, strict=False)}

    @abstractmethod
    def encode(self, coordinates: Tensor) -> Tensor:
        """Return the first neurons of coordinates (or times)."""

    @abstractmethod
    def at_frame(self, frame: int) -> tuple["Field", Tensor]:
        """Return the field that paints one frame and the coordinates at which it does.

        For an ensemble that is one member and the lattice; for a decoder itself and the time.
        """

    @abstractmethod
    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one whole frame in signal units, not clamped."""

    def frames(self) -> Iterator[Float[Tensor, "y x channel"]]:
        """Yield all frames in signal units, not clamped; one pass where a field paints all."""
        for frame in range(self.shape[0]):
            yield self.decode(frame)

    def resampled(self, shape: Shape) -> "Field":
        """Return the same network on another lattice.

        Raises:
            InputError: the field cannot paint there.
        """
        if tuple(shape) == tuple(self.shape):
            return self
        raise InputError(f"decode: expected {self.domain} {self.shape[:3]}, found {shape[:3]}")

    def condition(self, coordinates: Tensor) -> Context:
        """Return what stages need besides neurons; nothing unless a field says so."""
        return {}

    def observe(self, values: Float[Tensor, "frame y x channel"]) -> None:
        """Look at the signal before the fit; nothing unless a field says so (INCODE does)."""

    def penalty(self) -> Tensor | float:
        """Return what the loss has besides the error; nothing unless a field says so."""
        return 0.0

    def paint(self, neurons: Tensor, context: Context | None = None) -> Tensor:
        """Run the stages on encoded coordinates."""
        made, context = {FIRST: neurons}, context or {}
        for name, stage in self.stages.items():
            made[name] = stage.run(tuple(made[source] for source in self._sources[name]), context)
            for source in self._spent[name]:  # so that memory is that of what is still to be read
                del made[source]
        return made[name]

    def forward(self, coordinates: Tensor) -> Tensor:
        """Return the painted values at coordinates."""
        return self.paint(self.encode(coordinates), self.condition(coordinates))

    def walk(self, coordinates: Tensor) -> Iterator[Step]:
        """Run the field stage by stage, handing out what each saw and made."""
        return self._steps(self.encode(coordinates), self.condition(coordinates))

    def _steps(self, neurons: Tensor, context: Context) -> Iterator[Step]:
        made = {FIRST: neurons}
        for name, stage in self.stages.items():
            parts = tuple(made[source] for source in self._sources[name])
            mixture = stage.affine(*parts)
            made[name] = stage.after(mixture, context)
            for source in self._spent[name]:
                del made[source]
            yield Step(name, stage, parts, mixture, made[name], context)

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        return self.sources

    @cached_property
    def _spent(self) -> dict[str, list[str]]:
        """The neurons that nothing reads after a stage."""
        readers = {source: name for name, read in self._sources.items() for source in read}
        return {name: [s for s, r in readers.items() if r == name] for name in self.stages}
