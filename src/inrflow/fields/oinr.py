"""O-INR: an operator from the lattice's encoding to the signal, a chain of convolutions and sines.

Source: Pal et al., ICML 2024, sections 3 and 4 (discrete convolutions), and released code: sin(z)
without an omega between convolutions; PyTorch's default initial weights. 172,224 parameters for a
picture, 319,680 and, for a volume, 969,793 as released.

On another lattice the released code applies the same taps at that lattice's pixel stride, and so
does `resampled`: another function, unless the weights were trained there too.
"""

from torch import nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.oinr import Oinr as Options
from inrflow.config.networks.plan import StagePlan
from inrflow.fields.field import Stage
from inrflow.fields.initialise import default_init_, generator
from inrflow.fields.operator import Operator, OperatorStage

CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}


class Oinr(Operator):
    """A discrete O-INR for one signal."""

    def __init__(self, options: Options, shape: Shape) -> None:
        axes = len(axes_of(shape))
        plan = options.plan(shape)
        super().__init__(options, shape, {one.name: _stage(one, axes, options) for one in plan})

    @property
    def reach(self) -> tuple[int, ...]:
        """How far a painted sample sees along each axis: half a kernel a convolution."""
        return (self.options.kernel // 2 * len(self.stages),) * len(self.axes)

    @property
    def wraps(self) -> bool:
        """Whether what lies beyond a border is the other end of the lattice."""
        return self.options.padding == "circular"

    def initialise(self, seed: int) -> "Oinr":
        """Fill the weights by PyTorch's default rule, and the noise, from a seed."""
        source = generator(seed)
        for stage in self.stages.values():
            default_init_(stage.affine, source)
        self.draw_noise(seed)
        return self


def _stage(plan: StagePlan, axes: int, options: Options) -> Stage:
    """Return a convolution that keeps the lattice, padding included, and what bends it."""
    convolution = CONVOLUTIONS[axes](
        plan.inputs,
        plan.outputs,
        options.kernel,
        padding=options.kernel // 2,
        padding_mode=options.padding,
        bias=options.bias,
    )
    return OperatorStage(convolution, options.output if plan.last else None)


def build(options: Options, shape: Shape, seed: int) -> Oinr:
    """Return the initialised operator for a signal of shape (frames, height, width, channels)."""
    return Oinr(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Oinr:
    """Return the operator with weights, and noise, to be filled from a file."""
    return Oinr(options, shape)
