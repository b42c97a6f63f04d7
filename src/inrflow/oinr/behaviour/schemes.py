"""Initial weights by other rules than a field's own."""

from collections.abc import Callable
from math import sqrt

import torch
from torch import Tensor, nn

from inrflow.config.networks.axes import axes_of
from inrflow.config.oinr.behaviour import Scheme
from inrflow.errors import InputError
from inrflow.fields.complex_linear import ComplexLinear
from inrflow.fields.field import Field, Stage
from inrflow.fields.initialise import generator, uniform_, uniform_fan_in_
from inrflow.fields.linear import MemberLinear

STREAM = (0, 3)  # of the seed, for weights by other rules: apart from those of a field's own
Fill = Callable[[Tensor, torch.Generator], None]  # of a weight (output, input, *tap)


@torch.no_grad()
def initialise(field: Field, scheme: Scheme, seed: int) -> None:
    """Draw the weights of all stages anew by a rule; biases stay as they are.

    Args:
        field: new; changed in place.
        scheme: `own` leaves the field as it is.
        seed: of the draws.

    Raises:
        InputError: a field whose stages have other weights than those of plain layers.
    """
    if scheme == "own":
        return
    source, bare = generator(seed, *STREAM), len(axes_of(field.shape))
    for stage in field.stages.values():
        for weight in _weights(stage.affine):
            filled = torch.empty_like(weight, memory_format=torch.contiguous_format)
            _rule(scheme, stage, bare)(filled, source)
            # real and imaginary parts share a complex weight's variance; PyTorch does not mind
            shared = isinstance(stage.affine, ComplexLinear) and scheme != "default"
            weight.copy_(filled / sqrt(2) if shared else filled)


def _weights(affine: nn.Module) -> list[Tensor]:
    """Return views of an affine map's weights, each (output, input, *tap)."""
    if type(affine) in (nn.Conv1d, nn.Conv2d, nn.Conv3d):  # not generated kernels
        return [affine.weight]
    if isinstance(affine, MemberLinear):
        return [member.T for member in affine.weight]
    if isinstance(affine, ComplexLinear):
        return [member.T for part in (affine.real, affine.imaginary) for member in part]
    raise InputError(
        "behaviour.schemes: expected a field of plain layers (oinr, siren, wire, mfn), found one "
        f"with {type(affine).__name__}"
    )


def _rule(scheme: Scheme, stage: Stage, bare: int) -> Fill:
    """Return what fills a weight of a stage; `bare` inputs are taken for coordinates."""
    if scheme == "siren":
        omega = float(stage.numbers({}).get("omega", 1.0))
        return lambda weight, source: _siren_(weight, source, omega, bare)
    return RULES[scheme]


def _siren_(weight: Tensor, source: torch.Generator, omega: float, bare: int) -> None:
    inputs = weight[0].numel()
    uniform_(weight, 1 / inputs if inputs == bare else sqrt(6 / inputs) / omega, source)


def _default_(weight: Tensor, source: torch.Generator) -> None:
    uniform_fan_in_(weight, weight[0].numel(), source)


def _xavier_(weight: Tensor, source: torch.Generator) -> None:
    nn.init.xavier_uniform_(weight, generator=source)


def _kaiming_(weight: Tensor, source: torch.Generator) -> None:
    nn.init.kaiming_normal_(weight, nonlinearity="linear", generator=source)


def _orthogonal_(weight: Tensor, source: torch.Generator) -> None:
    nn.init.orthogonal_(weight, generator=source)


RULES: dict[str, Fill] = {
    "default": _default_,
    "xavier": _xavier_,
    "kaiming": _kaiming_,
    "orthogonal": _orthogonal_,
}
