"""From an architecture's name to its module. The one place that imports by name."""

from importlib import import_module
from types import ModuleType
from typing import Any

from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.fields.field import Field, Shape


def build(network: dict[str, Any], shape: Shape, seed: int) -> Field:
    """Return an initialised field.

    Args:
        network: the architecture's name and options.
        shape: the signal's (frames, height, width, channels).
        seed: of the initial weights.

    Raises:
        InputError: unknown architecture, wrong options, or a picture that it cannot paint.
    """
    module = _module(network)
    return module.build(check(module.Options, network, "network"), tuple(shape), seed)


def empty(network: dict[str, Any], shape: Shape) -> Field:
    """Return a field whose weights are still to be filled; arguments as in `build`."""
    module = _module(network)
    return module.empty(check(module.Options, network, "network"), tuple(shape))


def activation(name: str) -> ModuleType:
    """Return an activation's module by its name, as a canvas stores it."""
    return import_module(f"inrflow.fields.activations.{name}")


def _module(network: dict[str, Any]) -> ModuleType:
    name = network.get("architecture")
    try:
        return import_module(f"inrflow.fields.{name}")
    except ModuleNotFoundError:
        raise InputError(f"architecture: expected a known one, found {name!r}") from None
