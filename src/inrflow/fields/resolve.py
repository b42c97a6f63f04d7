"""From an architecture's name to its module. The one place that imports by name."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from inrflow import fields
from inrflow.config import networks
from inrflow.config.check import check
from inrflow.config.names import nearest
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
    return _module(network).build(options_of(network), tuple(shape), seed)


def empty(network: dict[str, Any], shape: Shape) -> Field:
    """Return a field whose weights are still to be filled; arguments as in `build`."""
    return _module(network).empty(options_of(network), tuple(shape))


def options_of(network: dict[str, Any]) -> Any:
    """Return the checked options of a network."""
    return check(_module(network).Options, network, "network")


def activation(name: str) -> ModuleType:
    """Return an activation's module by its name, as a canvas stores it."""
    return import_module(f"inrflow.fields.activations.{name}")


def _module(network: dict[str, Any]) -> ModuleType:
    name = str(network.get("architecture"))
    options, modules = ({m.name for m in iter_modules(p.__path__)} for p in (networks, fields))
    if name not in options & modules:
        near = nearest(name, options & modules)
        raise InputError(f"architecture: unknown name {name!r}{near}")
    module = import_module(f"inrflow.fields.{name}")
    if not hasattr(module, "build"):  # what architectures share lives beside them
        raise InputError(f"architecture: expected one of a network, found {name!r}")
    return module
