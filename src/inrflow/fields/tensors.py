"""Tensors from a user's file, and nothing but tensors.

Only safetensors, or a PyTorch file under `weights_only=True`, are read: a file that holds other
objects could run code when it is opened and is refused.
"""

import pickle
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from inrflow.errors import InputError

CONVERT = 'save only its tensors: torch.save(checkpoint["state_dict"], "weights.pt")'


def load_tensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file by name; `state_dict` inside it is looked into.

    Raises:
        InputError: missing, unreadable, or a pickle that holds more than tensors.
    """
    if not path.is_file():
        raise InputError(f"{path}: expected weights, found no file")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise InputError(
            f"{path}: expected tensors alone, found a pickle of other objects; {CONVERT}"
        ) from None
    except Exception as error:  # a foreign file can fail in any way
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path}: expected weights, could not read them ({reason})") from None
    found = found.get("state_dict", found) if isinstance(found, dict) else found
    if not isinstance(found, dict):
        raise InputError(f"{path}: expected a dictionary of tensors, found {type(found).__name__}")
    for name, value in found.items():
        if not isinstance(value, Tensor):
            raise InputError(
                f"{path}: expected a dictionary of tensors, found a {type(value).__name__} "
                f"as {name}; {CONVERT}"
            )
    return found


def fill(module: nn.Module, tensors: dict[str, Tensor], where: str) -> None:
    """Give a module all its tensors.

    Args:
        module: as many tensors of the same names.
        tensors: by name.
        where: the file and what was expected of it, for errors.

    Raises:
        InputError: names too few or too many, or a shape that is not the module's.
    """
    own = module.state_dict()
    missing, more = sorted(set(own) - set(tensors)), sorted(set(tensors) - set(own))
    if missing or more:
        problem, names = ("missing", missing) if missing else ("found also", more)
        rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
        raise InputError(f"{where}, {problem} {', '.join(names[:3])}{rest}")
    for name, tensor in own.items():
        if tensors[name].shape != tensor.shape:
            shapes = f"{tuple(tensor.shape)}, found {tuple(tensors[name].shape)}"
            raise InputError(f"{where}, {name} of shape {shapes}")
    module.load_state_dict(tensors)
