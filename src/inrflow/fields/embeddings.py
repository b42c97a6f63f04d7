"""What a NeRV decoder starts from: sines of a frame's time, or what an encoder made of the frame.

Sources: Chen et al. 2021 section 3.1 (time); Chen et al. 2023 (HNeRV) section 3.1 (content).
"""

import math
from abc import ABC, abstractmethod

import torch
from einops import rearrange
from jaxtyping import Float, Float64, Int
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape
from inrflow.config.networks.nerv import Nerv as Options
from inrflow.fields.convnext import Encoder
from inrflow.fields.initialise import generator

STREAM = (0, 4)  # of the seed: apart from that of the decoder


class Embedding(nn.Module, ABC):
    """The first neurons of every frame.

    Attributes:
        domain: which frames there are, for people.
        fixed: whether there is nothing to train in it.
    """

    domain: str
    fixed: bool = True

    @property
    @abstractmethod
    def inputs(self) -> Tensor:
        """What a frame is asked for by, for all frames."""

    def initialise(self, seed: int) -> None:
        """Fill the weights, if any."""

    def observe(self, values: Float[Tensor, "frame y x channel"]) -> None:
        """Look at the clip before the fit, if need be."""


class TimeEmbedding(Embedding):
    """[sin, cos] of time * base^k pi, worked out in float64.

    Attributes:
        bases: embedding_base^k pi in float32, shape (level,).
        times: (frame / number of frames) of every frame, float64.
    """

    domain = "any time on its own lattice"

    def __init__(self, options: Options, frames: int) -> None:
        super().__init__()
        # the released bases are float32 while time stays float64: both matter to foreign weights
        bases = options.embedding_base ** torch.arange(options.embedding_levels) * math.pi
        self.register_buffer("bases", bases, persistent=False)
        times = torch.arange(frames, dtype=torch.float64) / frames
        self.register_buffer("times", times, persistent=False)

    @property
    def inputs(self) -> Float64[Tensor, " frame"]:
        """The times of all frames."""
        return self.times

    def forward(self, times: Float[Tensor, " frame"]) -> Float[Tensor, "frame feature 1 1"]:
        """Return the embeddings of times, as float32."""
        phase = times.double()[:, None] * self.bases
        return torch.cat([phase.sin(), phase.cos()], dim=-1).float()[..., None, None]


class ContentEmbedding(Embedding):
    """What an encoder, trained with the decoder, makes of the frames.

    `eval` settles the embeddings of all frames and leaves the encoder behind: a fit decodes
    without it and without the clip, and counts as HNeRV does, decoder and embeddings. One read
    from a file has no encoder; it can be fitted further, with its embeddings as they are.

    Attributes:
        embeddings: of all frames, shape (frame, channel, y, x); noise until they are settled.
        seen: the clip, (frame, channel, y, x), while there is an encoder to look at it.
        encoder: from a frame to its embedding.
    """

    domain = "its own frames"

    def __init__(self, options: Options, shape: Shape) -> None:
        super().__init__()
        self.options, self.channels = options, shape[3]
        self.register_buffer("embeddings", torch.zeros(options.embedded(shape)))
        self.seen: Tensor | None = None
        self.encoder: Encoder | None = None

    @property
    def fixed(self) -> bool:
        """Whether the embeddings are settled."""
        return self.seen is None

    @property
    def inputs(self) -> Int[Tensor, " frame"]:
        """The numbers of all frames."""
        return torch.arange(len(self.embeddings), device=self.embeddings.device)

    def initialise(self, seed: int) -> None:
        """Make an encoder."""
        source = generator(seed, *STREAM)
        self.embeddings.copy_(torch.randn(self.embeddings.shape, generator=source))
        encoder = Encoder(self.options.encoder, self.channels, self.options.shrinking)
        self.encoder = encoder.initialise(source)

    def observe(self, values: Float[Tensor, "frame y x channel"]) -> None:
        """Show the encoder, if there still is one, the clip."""
        if self.encoder is not None:
            self.seen = rearrange(values, "t y x c -> t c y x")

    def forward(self, frames: Int[Tensor, " frame"]) -> Float[Tensor, "frame channel y x"]:
        """Return the embeddings of frames."""
        if self.encoder is None or self.seen is None:
            return self.embeddings[frames]
        return self.encoder(self.seen[frames])

    @torch.no_grad()
    def train(self, mode: bool = True) -> "ContentEmbedding":
        """Settle the embeddings on leaving training."""
        if not mode:
            if not self.fixed:
                for frame in self.inputs:  # one by one: an encoder's memory is a frame's
                    self.embeddings[frame] = self(frame[None])[0]
            self.encoder = self.seen = None
        return super().train(mode)
