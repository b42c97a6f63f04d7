"""NeRV: a time in, a whole frame out, by a stem and upsampling convolution blocks.

Source: XINC (CVPR 2024) section 4 and its released code; Chen et al. 2021, 2023 (HNeRV's decoder
with a positional encoding). 978,557 parameters at 128x256 and a budget of 1e6.
"""

import copy
import math

import torch
import torch.nn.functional as F
from einops import rearrange
from jaxtyping import Float, Float64
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.nerv import Nerv as Options
from inrflow.fields.activations import gelu
from inrflow.fields.field import Field, Stage
from inrflow.fields.initialise import default_init_, generator
from inrflow.fields.outputs import OUTPUTS


class Stem(Stage):
    """A 1x1 convolution of the time's embedding, GELU, reshaped to the first lattice."""

    activation = "gelu"

    def __init__(self, features: int, width: int, first: tuple[int, int]) -> None:
        super().__init__()
        self.affine = nn.Conv2d(features, width * first[0] * first[1], 1)
        self.first = first

    def after(self, mixture: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Return (batch, width, height, width of the first lattice)."""
        height, width = self.first
        bent = gelu.act(mixture)
        return rearrange(bent, "b (c y x) 1 1 -> b c y x", y=height, x=width)


class Block(Stage):
    """A convolution, PixelShuffle by the stride, GELU."""

    activation = "gelu"

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        super().__init__()
        self.affine = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)
        self.stride = stride

    def after(self, mixture: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Return the neurons on the finer lattice."""
        return gelu.act(F.pixel_shuffle(mixture, self.stride))


class Head(Stage):
    """A convolution to colours and the output map."""

    activation = "identity"
    stride = 1

    def __init__(self, inputs: int, channels: int, kernel: int, output: str) -> None:
        super().__init__()
        self.affine = nn.Conv2d(inputs, channels, kernel, padding=kernel // 2)
        self.output = output

    def after(self, mixture: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Return the picture."""
        return OUTPUTS[self.output](mixture)


class Nerv(Field):
    """A NeRV decoder for one clip.

    Attributes:
        bases: embedding_base^k pi in float32, shape (level,).
        times: (frame / number of frames) of every frame, float64.
    """

    samples = "frame"
    domain = "any time on its own lattice"

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__()
        self.options, self.shape = options, shape
        # the released bases are float32 while time stays float64: both matter to foreign weights
        bases = options.embedding_base ** torch.arange(options.embedding_levels) * math.pi
        self.register_buffer("bases", bases, persistent=False)
        times = torch.arange(shape[0], dtype=torch.float64) / shape[0]
        self.register_buffer("times", times, persistent=False)
        plan, widths = options.plan(shape), options.widths()
        stem = Stem(2 * options.embedding_levels, widths[0], options.first_lattice)
        self.stages = nn.ModuleDict({"stem": stem})
        for stage, stride in zip(plan, options.strides, strict=False):
            self.stages[stage.name] = Block(stage.inputs, stage.outputs, options.kernel, stride)
        self.stages["head"] = Head(widths[-1], shape[3], options.kernel, options.output)
        self.traced = tuple(stage.name for stage in plan)

    def initialise(self, seed: int) -> "Nerv":
        """Fill the weights by PyTorch's default rule from a seed."""
        source = generator(seed)
        for stage in self.stages.values():
            default_init_(stage.affine, source)
        return self

    def encode(self, times: Float[Tensor, " frame"]) -> Float[Tensor, "frame feature 1 1"]:
        """Return [sin, cos] of times * bases, worked out in float64, as float32."""
        phase = times.double()[:, None] * self.bases
        return torch.cat([phase.sin(), phase.cos()], dim=-1).float()[..., None, None]

    def at_frame(self, frame: int) -> tuple["Nerv", Float[Tensor, "1"]]:
        """Return the decoder itself and the frame's time."""
        return self, self.times[frame : frame + 1]

    @property
    def inputs(self) -> Float64[Tensor, " frame"]:
        """What the field is fitted at: the times of all frames."""
        return self.times

    def targets(
        self, values: Float[Tensor, "frame y x channel"]
    ) -> Float[Tensor, "frame channel y x"]:
        """Return a signal's values as `forward` paints them."""
        return rearrange(values, "t y x c -> t c y x")

    def resampled(self, shape: Shape) -> "Nerv":
        """Return the decoder at other times of the same clip.

        Raises:
            InputError: frames of another size.
        """
        if tuple(shape[1:]) != tuple(self.shape[1:]):
            return super().resampled(shape)
        other = copy.copy(self)
        other._buffers = dict(self._buffers)
        other.shape, other.times = shape, torch.arange(shape[0], dtype=torch.float64) / shape[0]
        return other

    def decode(self, frame: int) -> Float[Tensor, "y x channel"]:
        """Return one frame, not clamped."""
        return rearrange(self(self.at_frame(frame)[1]), "1 c y x -> y x c")


def build(options: Options, shape: Shape, seed: int) -> Nerv:
    """Return the initialised decoder for a signal of shape (frames, height, width, channels)."""
    return Nerv(options, shape).initialise(seed)


def empty(options: Options, shape: Shape) -> Nerv:
    """Return the decoder with weights to be filled from a file."""
    return Nerv(options, shape)
