"""The network that a job fits: its family's member of the size that the comparison asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inrflow.config import networks
from inrflow.config.base import Strict
from inrflow.config.check import check
from inrflow.config.discover import models_in
from inrflow.config.names import nearest
from inrflow.config.networks.axes import Shape
from inrflow.encoding.budget import Matched, Scalable, common_target, match
from inrflow.errors import InputError


@dataclass(frozen=True)
class Fine:
    """A family with the networks between its sizes, where it has such (WIRE, O-INR).

    Attributes:
        family: any member.
    """

    family: Any

    def parameters(self, shape: Shape) -> int:
        """Return the numbers that the member trains on a signal of this shape."""
        return self.family.parameters(shape)

    def scaled(self, size: int) -> Any:
        """Return the network of a size, those between counted."""
        between = getattr(self.family, "between", list)
        whole, part = divmod(size - 1, 1 + len(between()))
        network = self.family.scaled(1 + whole)
        return network.between()[part - 1] if part else network


def target_of(families: Mapping[str, Strict], shape: Shape, budget: int, signal: str) -> int:
    """Return the number of parameters that all fields of a comparison are given.

    Args:
        families: field's name -> its network's options.
        shape: of the signal.
        budget: number asked for.
        signal: its name, for errors.

    Raises:
        InputError: no common number within 10 % of it, or a network that has one size only.
    """
    for field, family in families.items():
        if not isinstance(family, Scalable):
            raise InputError(
                f"budget: field {field}: expected an architecture that comes in sizes, found "
                f"{getattr(family, 'architecture', family)}"
            )
    fine = {field: Fine(_on(family, shape)) for field, family in families.items()}
    return common_target(fine, shape, budget, signal=signal)


def matched(params: dict[str, Any], shape: Shape) -> Matched:
    """Return the network of the size that is wanted on a signal.

    Args:
        params: `network`, `field`, `signal`, and one of: `target`, its size; `target`: null,
            `budget` and `families` (field -> network), where the size depends on a signal that
            had not been read; both null: as configured.
        shape: of the signal.
    """
    target = params["target"]
    if target is None and params["budget"] is None:
        return as_configured(options(params["network"]), shape)
    if target is None:
        families = {name: options(network) for name, network in params["families"].items()}
        target = target_of(families, shape, params["budget"], params["signal"])
    family = Fine(_on(options(params["network"]), shape))
    return match(family, shape, target, field=params["field"], signal=params["signal"])


def as_configured(network: Strict, shape: Shape) -> Matched:
    """Return a network as it is: its own size is its target."""
    parameters = network.parameters(shape)
    return Matched(network, None, parameters, parameters)


def _on(network: Strict, shape: Shape) -> Strict:
    """Return a network with as many cells as the signal has, where it says how large they are."""
    return network.on(shape) if hasattr(network, "on") else network


def options(network: dict[str, Any]) -> Strict:
    """Return a network's options, checked.

    Raises:
        InputError: unknown architecture, or wrong options.
    """
    known = {
        model.model_fields["architecture"].annotation.__args__[0]: model
        for model in models_in(networks, "architecture")
    }
    name = str(network.get("architecture"))
    if name not in known:
        raise InputError(f"architecture: unknown name {name!r}{nearest(name, known)}")
    return check(known[name], network, "network")
