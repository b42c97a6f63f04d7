"""Modulation: a harmoniser makes a few numbers of the signal, and they bend all sines.

Source: INCODE (WACV 2024) sections 3.2 and 3.3; Local-Global INRs (NeurIPS 2024) appendix for its
three quadruples. Features of the signal go through a small network (SiLU between; layer
normalisation before it for denoising) whose weights start at N(0, 1e-3) and whose biases at one
number, so that all numbers do. 6,372 parameters for four numbers, 6,636 for twelve.

The features are a constant of the signal, worked out once by `observe`; they and the numbers are
stored, so that decoding needs no signal. The extractor is frozen, as in the released Local-Global
code; the released INCODE trains it along.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.incode import FEATURES
from inrflow.config.networks.incode import Harmoniser as Options
from inrflow.fields.activations import modulated_sine
from inrflow.fields.extractors.extract import extract
from inrflow.fields.field import Context
from inrflow.fields.initialise import generator
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.fields.pointwise import Pointwise
from inrflow.io.digest import digest_file

SPREAD = 1e-3
LAMBDAS = (0.1993, 0.0196, 0.0588, 0.0269)  # of a, b, c, d below zero
STREAM = (0, 3)  # of the seed: apart from those of members, batches, and the extractor


class Norm(nn.Module):
    """Layer normalisation; parameters of shape (1, 1, width), shared by all members."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1, 1, width))
        self.shift = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, neurons: Float[Tensor, "1 1 width"]) -> Float[Tensor, "1 1 width"]:
        """Return the neurons at mean 0 and variance 1, scaled and shifted."""
        return F.layer_norm(neurons, neurons.shape[-1:]) * self.scale + self.shift


class Modulated(Layer):
    """A linear layer and a sine that four numbers of the context modulate."""

    def __init__(self, affine: nn.Module, omega: float, part: str) -> None:
        """Make a layer; `part` is the context's key of its (a, b, c, d)."""
        super().__init__(affine, modulated_sine, omega=omega)
        self.part = part

    def numbers(self, context: Context) -> dict[str, float | Tensor]:
        """Return a, b, c, d and omega."""
        return dict(zip("abcd", context[self.part].unbind(), strict=True)) | self.fixed


class Harmonised(Pointwise):
    """What fields share that a harmoniser bends; stands before the networks that it initialises.

    Attributes:
        harmoniser: what modulates all sines.
    """

    harmoniser: "Harmoniser"

    def initialise(self, seed: int) -> "Harmonised":
        """Fill the weights of the networks and the harmoniser."""
        super().initialise(seed)
        self.harmoniser.initialise(seed)
        return self

    def observe(self, values: Float[Tensor, "frame y x channel"]) -> None:
        """Take the signal's features for the harmoniser."""
        self.harmoniser.observe(values)

    def penalty(self) -> Float[Tensor, ""]:
        """Return what keeps the harmoniser's numbers from falling below zero (INCODE 3.3)."""
        return self.harmoniser.penalty()


class Harmoniser(nn.Module):
    """From the signal's features to quadruples (a, b, c, d), one a part of the field.

    While training it works the numbers out; `eval` settles them in a buffer, and from then on, or
    once loaded from a file, they are read from there.

    Attributes:
        features: of the signal, shape (feature,).
        scalars: the settled numbers, shape (4 parts,).
        extractor_seed: of the extractor's weights, shape (1,).
        extractor_file: sha256 of the weights file, 32 bytes; zeros where none was named.
    """

    def __init__(self, options: Options, shape: Shape, n_scalars: int) -> None:
        """Make a harmoniser.

        Args:
            options: widths and extractor.
            shape: the signal's (frames, height, width, channels).
            n_scalars: 4 a part.
        """
        super().__init__()
        self.options, self.settled = options, False
        width = FEATURES[len(axes_of(shape))]
        self.register_buffer("features", torch.zeros(width))
        self.register_buffer("scalars", torch.zeros(n_scalars))
        self.register_buffer("extractor_seed", torch.zeros(1, dtype=torch.int64))
        self.register_buffer("extractor_file", torch.zeros(32, dtype=torch.uint8))
        layers: list[nn.Module] = []
        for hidden in options.hidden:
            layers += [MemberLinear(1, width, hidden), *[Norm(hidden)] * options.norm, nn.SiLU()]
            width = hidden
        self.layers = nn.Sequential(*layers, MemberLinear(1, width, n_scalars))

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Fill the weights, and keep the seed for the extractor's."""
        source = generator(seed, *STREAM)
        for layer in self.layers:
            if isinstance(layer, MemberLinear):
                nn.init.trunc_normal_(layer.weight, std=SPREAD, generator=source)
                layer.bias.fill_(self.options.bias)
        self.extractor_seed.fill_(seed)

    def observe(self, values: Float[Tensor, "frame y x channel"]) -> None:
        """Take the signal's features; see `extract` for what is refused."""
        extractor = self.options.extractor
        self.features.copy_(extract(values, extractor, int(self.extractor_seed)))
        if extractor.weights is not None:
            digest = bytes.fromhex(digest_file(Path(extractor.weights)))
            self.extractor_file.copy_(torch.tensor(list(digest), dtype=torch.uint8))
        self.settled = False

    def forward(self) -> Float[Tensor, "part 4"]:
        """Return (a, b, c, d) of every part."""
        if not self.training:
            return self.scalars.unflatten(0, (-1, 4))
        self.settled = False
        return self._worked_out().unflatten(0, (-1, 4))

    def penalty(self) -> Float[Tensor, ""]:
        """Return the sum of lambda_k relu(-k) over all quadruples."""
        numbers = self()
        return (F.relu(-numbers) @ numbers.new_tensor(LAMBDAS)).sum()

    @torch.no_grad()
    def train(self, mode: bool = True) -> "Harmoniser":
        """Settle the numbers on leaving training; numbers from a file are settled already."""
        if not mode and not self.settled:
            self.scalars.copy_(self._worked_out())
            self.settled = True
        return super().train(mode)

    def _worked_out(self) -> Float[Tensor, " scalar"]:
        return self.layers(self.features[None, None])[0, 0]

    def _load_from_state_dict(self, state_dict: Context, prefix: str, *rest: object) -> None:
        super()._load_from_state_dict(state_dict, prefix, *rest)
        self.settled = f"{prefix}scalars" in state_dict
