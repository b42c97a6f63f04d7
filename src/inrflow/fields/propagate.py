"""Derivatives in closed form: (value, first, second) pushed through the stages in one pass.

Source: O-INR (Pal et al., ICML 2024), Eq. 11 and 12. Convolutions commute with translations: what
the signal does when the lattice is moved a little is what the network makes of an encoding that
moves. Linear maps take each of the three as it is (the bias belongs to the value alone), and a
curve f makes f(z), f' dz, f' d2z + f'' dz dz of them. No graph is kept and nothing is run twice;
the paper has first derivatives, second ones follow the same rule.

At a sample that no padding reaches, the result is the exact derivative of a function: of what the
operator paints when its whole lattice is moved by any distance. That function runs through the
painted samples. What it does between them is only settled as far as the encoding is: levels above
the Nyquist limit (`cap: false`) leave it free to swing there. Nearer to the border than half a
receptive field the lattice's end does not move along, and the derivative is another.

A second derivative is asked for as a symmetric form w: sum over axes a, b of w[a, b] d2/da db. The
Laplacian is one form, so that it costs one pass of one more map, not of one more an axis.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call

from inrflow.errors import InputError
from inrflow.fields.field import FIRST, Field, Stage

Forms = Float[Tensor, "form axis axis"]
# of z: f(z), f'(z), and what makes f''(z) if it is wanted
Curve = Callable[[Tensor], tuple[Tensor, Tensor, Callable[[], Tensor]]]
Term = tuple[int, int, float]


@dataclass(frozen=True)
class Jet:
    """A map and its derivatives, all of one shape.

    Attributes:
        value: the map itself.
        first: its first derivative along each axis, in the order (frame, y, x) of those there are.
        second: one map a form.
    """

    value: Tensor
    first: tuple[Tensor, ...]
    second: tuple[Tensor, ...]


def laplacian(axes: int) -> Forms:
    """Return the form of the Laplacian."""
    return torch.eye(axes)[None]


def hessian(axes: int) -> Forms:
    """Return a form for each entry of the Hessian: pairs (0, 0), (0, 1), ... in order."""
    pairs = list(combinations_with_replacement(range(axes), 2))
    forms = torch.zeros(len(pairs), axes, axes)
    for form, (a, b) in zip(forms, pairs, strict=True):
        form[a, b] += 0.5
        form[b, a] += 0.5
    return forms


def push(field: Field, jet: Jet, forms: Forms) -> Jet:
    """Return what a field makes of its encoding and the encoding's derivatives.

    Args:
        field: a chain of stages that mix linearly and bend by sines (O-INR, SIREN).
        jet: of the encoding; see `inrflow.fields.encoded`.
        forms: what `jet.second` stands for.

    Raises:
        InputError: a field of another kind.
    """
    refuse_others(field)
    axis = 0 if field.samples == "lattice" else 1  # that samples lie along: maps pass together
    terms = [_terms(form) for form in forms]
    for stage in field.stages.values():
        jet = mix(stage.affine, jet, axis)
        for curve in curves_of(stage):
            jet = bend(curve, jet, terms)
    return jet


def mix(affine: nn.Module, jet: Jet, axis: int) -> Jet:
    """Return an affine map of a jet: derivatives pass through its linear part, all at once."""
    rows = [*jet.first, *jet.second]
    value = affine(jet.value)
    if not rows:
        return Jet(value, (), ())
    joined, bias = torch.cat(rows, axis), affine.bias
    unbiased = {} if bias is None else {"bias": torch.zeros_like(bias)}
    mixed = functional_call(affine, unbiased, (joined,)).split(jet.value.shape[axis], axis)
    return Jet(value, mixed[: len(jet.first)], mixed[len(jet.first) :])


def bend(curve: Curve, jet: Jet, terms: list[list[Term]]) -> Jet:
    """Return a curve of a jet, value by value."""
    value, slope, curvature = curve(jet.value)
    first = tuple(slope * one for one in jet.first)
    if not jet.second:
        return Jet(value, first, ())
    bent, second = curvature(), []
    for one, form in zip(jet.second, terms, strict=True):
        squares = sum(weight * jet.first[a] * jet.first[b] for a, b, weight in form)
        second.append(slope * one + bent * squares)
    return Jet(value, first, tuple(second))


def curves_of(stage: Stage) -> list[Curve]:
    """Return the curves that bend a stage's mixture: its activation, its output map."""
    curves = []
    if stage.activation == "sine":
        omega = float(stage.numbers({})["omega"])
        curves.append(lambda z: _sine(z, omega))
    if stage.output != "identity":
        curves.append(OUTPUT_CURVES[stage.output])
    return curves


def refuse_others(field: Field) -> None:
    """Refuse fields that are no chain of linear maps and sines, or that have several members.

    Raises:
        InputError: such a field.
    """
    names = list(field.stages)
    chain = dict(zip(names, [(FIRST,), *((name,) for name in names)], strict=False))
    plain = all(
        stage.activation in ("sine", "identity") and stage.gate is None
        for stage in field.stages.values()
    )
    if field.samples == "frame" or field.sources != chain or not plain:
        raise InputError(
            "derivatives: expected a field that is a chain of linear maps and sines (oinr, siren), "
            f"found {type(field).__name__}"
        )
    if getattr(field, "members", 1) > 1:
        raise InputError(f"derivatives: expected one network, found {field.members} members")


def _terms(form: Float[Tensor, "axis axis"]) -> list[Term]:
    """Return (a, b, weight) of the products that a form adds up, each pair once."""
    pairs = combinations_with_replacement(range(len(form)), 2)
    weighed = [(a, b, float(form[a, b]) * (1 if a == b else 2)) for a, b in pairs]
    return [term for term in weighed if term[2]]


def _sine(z: Tensor, omega: float) -> tuple[Tensor, Tensor, Callable[[], Tensor]]:
    phase = z if omega == 1 else omega * z
    sine, slope = torch.sin(phase), torch.cos(phase)
    slope = slope if omega == 1 else omega * slope
    return sine, slope, lambda: -(omega**2) * sine


def _signed(z: Tensor) -> tuple[Tensor, Tensor, Callable[[], Tensor]]:
    return 0.5 * z + 0.5, torch.full_like(z, 0.5), lambda: torch.zeros_like(z)


def _tanh(z: Tensor) -> tuple[Tensor, Tensor, Callable[[], Tensor]]:
    bent = torch.tanh(z)
    slope = 0.5 * (1 - bent.square())
    return 0.5 * bent + 0.5, slope, lambda: -2 * bent * slope


def _sigmoid(z: Tensor) -> tuple[Tensor, Tensor, Callable[[], Tensor]]:
    bent = torch.sigmoid(z)
    slope = bent * (1 - bent)
    return bent, slope, lambda: slope * (1 - 2 * bent)


OUTPUT_CURVES: dict[str, Curve] = {"signed": _signed, "tanh": _tanh, "sigmoid": _sigmoid}
