"""From imported tensors to a field, with errors that name the file."""

from typing import Any

from torch import Tensor

from inrflow.errors import InputError
from inrflow.fields.field import Field, Shape
from inrflow.fields.resolve import empty
from inrflow.fields.tensors import fill


def filled(network: dict[str, Any], shape: Shape, tensors: dict[str, Tensor], where: str) -> Field:
    """Return a field with these weights, in evaluation mode.

    Args:
        network: architecture and options.
        shape: the signal's (frames, height, width, channels).
        tensors: by the field's own names.
        where: the file's name.

    Raises:
        InputError: options, size or shapes that do not belong together.
    """
    name = network["architecture"]
    try:
        field = empty(network, shape)
    except InputError as error:
        raise InputError(f"{where}: expected the weights of a {name} field: {error}") from None
    fill(field, tensors, f"{where}: expected the weights of this {name} field")
    return field.eval()
