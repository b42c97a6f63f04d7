"""HNeRV's encoder: a small ConvNeXt from a frame to its embedding.

Source: Chen et al. 2023 (HNeRV) section 3.1 and released code; Liu et al. 2022 for the blocks. A
stage shrinks the lattice by a convolution as wide as its stride and ends in residual blocks: 7x7
depthwise convolution, layer normalisation, four times the channels, GELU, back, a scale that
starts at 1e-6. Weights start at N(0, 0.02), biases at 0.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.nerv import Encoder as Options

SPREAD, SCALE, EPSILON = 0.02, 1e-6, 1e-6


class Norm(nn.LayerNorm):
    """Layer normalisation over the channels of a lattice."""

    def forward(self, input: Float[Tensor, "frame channel y x"]) -> Tensor:
        """Return the neurons at mean 0 and variance 1 at each place, scaled and shifted."""
        return super().forward(input.movedim(1, -1)).movedim(-1, 1)


class Residual(nn.Module):
    """A ConvNeXt block."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, EPSILON)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.scale = nn.Parameter(torch.full((width,), SCALE))

    def forward(
        self, neurons: Float[Tensor, "frame channel y x"]
    ) -> Float[Tensor, "frame channel y x"]:
        """Return the neurons and what the block adds to them."""
        mixed = self.norm(self.depthwise(neurons).movedim(1, -1))
        added = self.scale * self.narrow(nn.functional.gelu(self.widen(mixed)))
        return neurons + added.movedim(-1, 1)


class Encoder(nn.Module):
    """From frames to embeddings.

    Attributes:
        shrink: the convolution of each stage.
        norms: of what the first made, and of what the others are given.
        blocks: each stage's residual blocks.
    """

    def __init__(self, options: Options, channels: int, strides: tuple[int, ...]) -> None:
        super().__init__()
        widths = [channels, *[options.width] * (len(strides) - 1), options.channels]
        self.shrink, self.norms, self.blocks = (nn.ModuleList() for _ in range(3))
        for stage, stride in enumerate(strides):
            inputs, outputs = widths[stage : stage + 2]
            self.shrink.append(nn.Conv2d(inputs, outputs, stride, stride))
            self.norms.append(Norm(inputs if stage else outputs, EPSILON))
            self.blocks.append(nn.Sequential(*(Residual(outputs) for _ in range(options.blocks))))

    def initialise(self, source: torch.Generator) -> "Encoder":
        """Fill the weights from a generator."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.trunc_normal_(module.weight, std=SPREAD, generator=source)
                nn.init.zeros_(module.bias)
        return self

    def forward(
        self, frames: Float[Tensor, "frame channel y x"]
    ) -> Float[Tensor, "frame feature h w"]:
        """Return the embeddings of frames."""
        neurons = frames
        for stage, (shrink, norm, blocks) in enumerate(
            zip(self.shrink, self.norms, self.blocks, strict=True)
        ):
            neurons = shrink(norm(neurons)) if stage else norm(shrink(neurons))
            neurons = blocks(neurons)
        return neurons
