"""The continuous O-INR as the paper describes it: the same function at any resolution.

Source: Pal et al., ICML 2024, section 4.2: kernels are functions of the offset, a small network of
sines. The released code instead has `oinr_stencil`. A finer lattice has more taps of the same
kernels, see `inrflow.fields.oinr_kernel`; points that lie on no lattice are read by
`inrflow.fields.scattered`.
"""

import copy

from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.oinr_continuous import OinrContinuous as Options
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.initialise import generator
from inrflow.fields.oinr_kernel import OffsetKernel
from inrflow.fields.operator import Operator, OperatorStage
from inrflow.fields.scattered import Reader


class OinrContinuous(Operator):
    """A continuous O-INR for one signal."""

    domain = "any lattice, on as many axes as"

    def __init__(self, options: Options, shape: Shape) -> None:
        stages = {plan.name: _stage(plan, options, shape) for plan in options.plan(shape)}
        super().__init__(options, shape, stages)
        self.stages = _on(self.stages, self.sides)

    @property
    def reach(self) -> tuple[int, ...]:
        """How far a painted sample sees along each axis, in samples: all stages' kernels."""
        own = next(iter(self.stages.values())).affine.padding
        return tuple(taps * len(self.stages) for taps in own)

    def resampled(self, shape: Shape) -> "OinrContinuous":
        """Return the same function, its weights shared, on another lattice over the same domain.

        Raises:
            InputError: other axes or channels, or samples too far apart for the kernels.
        """
        other = super().resampled(shape)
        if other is self:
            return self
        other._modules = self._modules | {"stages": _on(self.stages, other.sides)}
        return other

    def at(self, coordinates: Float[Tensor, "sample axis"]) -> Float[Tensor, "sample channel"]:
        """Return the values at any coordinates of the domain, not clamped.

        All stages but the last work on the field's own lattice; the last one's kernels are placed
        at the points.

        Raises:
            InputError: another number of axes, or coordinates beyond the domain.
        """
        return Reader(self, coordinates)()

    def initialise(self, seed: int) -> "OinrContinuous":
        """Fill the weights from a seed; on the coarsest lattice they make sums of usual size."""
        source, reference = generator(seed), self.options.reference(self.shape)
        for stage in self.stages.values():
            kernel = stage.affine.on(reference)
            kernel.initialise(source, self.options.omega, self.options.mask)
        return self


def _stage(plan: StagePlan, options: Options, shape: Shape) -> OperatorStage:
    kernel = OffsetKernel(
        plan.inputs,
        plan.outputs,
        options.supports(shape),
        options.reference(shape),
        sines=options.sines,
        masked=options.mask is not None,
        bias=options.bias,
    )
    return OperatorStage(kernel, options.output if plan.last else None)


def _on(stages: nn.ModuleDict, sides: tuple[int, ...]) -> nn.ModuleDict:
    """Return stages on another lattice; their weights are shared."""
    placed = {}
    for name, stage in stages.items():
        placed[name] = copy.copy(stage)
        placed[name]._modules = {"affine": stage.affine.on(sides)}
    return nn.ModuleDict(placed)


def build(options: Options, shape: Shape, seed: int) -> OinrContinuous:
    """Return the initialised operator for a signal of shape (frames, height, width, channels)."""
    return OinrContinuous(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> OinrContinuous:
    """Return the operator with weights to be filled from a file."""
    return OinrContinuous(options, shape)
