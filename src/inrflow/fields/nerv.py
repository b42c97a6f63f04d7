"""NeRV: a frame's embedding in, the frame out, by a stem and upsampling convolution blocks.

Source: XINC (CVPR 2024) section 4 and its released code; Chen et al. 2021, 2023 (HNeRV's decoder,
with a positional encoding of time or with embeddings of the frames' content). 978,557 parameters
at 128x256 and a budget of 1e6.
"""

import copy

import torch.nn.functional as F
from einops import rearrange
from jaxtyping import Float, Int
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.nerv import Nerv as Options
from inrflow.fields.activations import gelu
from inrflow.fields.embeddings import ContentEmbedding, TimeEmbedding
from inrflow.fields.field import Field, Stage
from inrflow.fields.initialise import default_init_, generator
from inrflow.fields.outputs import OUTPUTS


class Stem(Stage):
    """A 1x1 convolution of a frame's embedding, GELU, its channels set out on the first lattice."""

    activation = "gelu"

    def __init__(self, features: int, width: int, growth: tuple[int, int]) -> None:
        super().__init__()
        self.affine = nn.Conv2d(features, width * growth[0] * growth[1], 1)
        self.growth = growth

    def after(self, mixture: Tensor, context: dict[str, Tensor]) -> Tensor:
        """Return (batch, width, height, width of the first lattice)."""
        rows, columns = self.growth
        bent = gelu.act(mixture)
        return rearrange(bent, "b (c i j) y x -> b c (y i) (x j)", i=rows, j=columns)


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
        options: its options.
        embedding: of frames, by time or by content.
    """

    samples = "frame"

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__()
        self.options, self.shape = options, shape
        plan, widths = options.plan(shape), options.widths(shape)
        by_time = options.embedding == "time"
        self.embedding = (
            TimeEmbedding(options, shape[0]) if by_time else ContentEmbedding(options, shape)
        )
        stem = Stem(options.embedded(shape)[1], widths[0], options.growth(shape))
        self.stages = nn.ModuleDict({"stem": stem})
        for stage, kernel, stride in zip(plan, options.sides, options.strides, strict=False):
            self.stages[stage.name] = Block(stage.inputs, stage.outputs, kernel, stride)
        self.stages["head"] = Head(widths[-1], shape[3], options.sides[-1], options.output)
        self.traced = tuple(stage.name for stage in plan)

    def initialise(self, seed: int) -> "Nerv":
        """Fill the weights by PyTorch's default rule, an encoder's by its own, from a seed."""
        source = generator(seed)
        for stage in self.stages.values():
            default_init_(stage.affine, source)
        self.embedding.initialise(seed)
        return self

    @property
    def domain(self) -> str:
        """Where it can paint: any time, or the frames whose content it knows."""
        return self.embedding.domain

    @property
    def fixed_encoding(self) -> bool:
        """Whether there is nothing to train in the embeddings."""
        return self.embedding.fixed

    @property
    def inputs(self) -> Tensor:
        """What the field is fitted at: the times, or the numbers, of all frames."""
        return self.embedding.inputs

    def observe(self, values: Float[Tensor, "frame y x channel"]) -> None:
        """Show the frames to the encoder, if there is one."""
        self.embedding.observe(values)

    def encode(
        self, inputs: Float[Tensor, " frame"] | Int[Tensor, " frame"]
    ) -> Float[Tensor, "frame feature y x"]:
        """Return the embeddings of frames by their times, or their numbers."""
        return self.embedding(inputs)

    def at_frame(self, frame: int) -> tuple["Nerv", Tensor]:
        """Return the decoder itself and the frame's time, or number."""
        return self, self.inputs[frame : frame + 1]

    def targets(
        self, values: Float[Tensor, "frame y x channel"]
    ) -> Float[Tensor, "frame channel y x"]:
        """Return a signal's values as `forward` paints them."""
        return rearrange(values, "t y x c -> t c y x")

    def resampled(self, shape: Shape) -> "Nerv":
        """Return the decoder at other times of the same clip.

        Raises:
            InputError: frames of another size, or others than those whose content it knows.
        """
        by_time = self.options.embedding == "time"
        if not by_time or tuple(shape[1:]) != tuple(self.shape[1:]):
            return super().resampled(shape)
        other = copy.copy(self)
        other._modules, other.shape = dict(self._modules), shape
        other.embedding = TimeEmbedding(self.options, shape[0]).to(self.inputs.device)
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
