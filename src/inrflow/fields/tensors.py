"""Tensors from a user's file, and nothing but tensors.

Only safetensors, or a PyTorch file under `weights_only=True`, are read: a file that holds other
objects could run code when it is opened and is refused.
"""

import pickle
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

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
    if not isinstance(found, dict) or not all(isinstance(v, Tensor) for v in found.values()):
        raise InputError(f"{path}: expected a dictionary of tensors, found {type(found).__name__}")
    return found
