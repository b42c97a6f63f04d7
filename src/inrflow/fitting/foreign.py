"""Weights from elsewhere: the state dict of a network that XINC's authors released.

Only tensors are read: safetensors, or a PyTorch file under `weights_only=True`. A file that holds
other objects could run code when it is opened and is refused.
"""

import pickle
from pathlib import Path
from typing import Any

import torch
from pydantic import Field
from safetensors.torch import load_file
from torch import Tensor

from inrflow.config.base import Strict
from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.fields.field import Shape
from inrflow.fields.resolve import empty
from inrflow.fitting.fit import Fit

CONVERT = 'save only its tensors: torch.save(checkpoint["state_dict"], "weights.pt")'


class Size(Strict):
    """The picture that imported weights paint."""

    height: int = Field(ge=1, description="rows, px")
    width: int = Field(ge=1, description="columns, px")


def import_ffn(params: dict[str, Any], *, weights: Path, fit: Path) -> None:
    """Turn a released FFN checkpoint of one frame into a fit.

    Args:
        params: `height` and `width` of the picture that it paints, px.
        weights: input, `.safetensors` or a PyTorch state dict.
        fit: output.
    """
    options = check(Size, params, "import-ffn")
    shape = (1, options.height, options.width, 3)
    ffn_from_state(load_tensors(weights), shape, str(weights)).write(fit)


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


def ffn_from_state(state: dict[str, Tensor], shape: Shape, where: str) -> Fit:
    """Return a fit from `positional_encoding.B` and `net.K.linear.weight|bias`.

    Args:
        state: the tensors; a prefix `model.` is dropped.
        shape: (1, height, width, channels).
        where: the file's name, for errors.

    Raises:
        InputError: tensors are missing, or their shapes do not chain.
    """
    state = {name.removeprefix("model."): value for name, value in state.items()}
    layers = sum(name.endswith("linear.weight") for name in state)
    names = [f"net.{k}.linear.{part}" for k in range(layers) for part in ("weight", "bias")]
    missing = {"positional_encoding.B", "net.0.linear.weight", *names} - set(state)
    if missing:
        raise InputError(f"{where}: expected a released FFN, missing {', '.join(sorted(missing))}")
    network = {
        "architecture": "ffn",
        "width": state["net.0.linear.weight"].shape[0],
        "layers": layers,
        "frequencies": state["positional_encoding.B"].shape[0],
    }
    field = empty(network, shape)
    # theirs is (output, input) for one network, ours (member, input, output) for many
    mine = {"frequencies": state["positional_encoding.B"][None]}
    for k in range(layers):
        mine[f"stages.layer{k + 1}.affine.weight"] = state[f"net.{k}.linear.weight"].T[None]
        mine[f"stages.layer{k + 1}.affine.bias"] = state[f"net.{k}.linear.bias"][None, None]
    try:
        field.load_state_dict(mine)
    except RuntimeError as error:
        raise InputError(
            f"{where}: expected a released FFN: {' '.join(str(error).split())}"
        ) from None
    return Fit(field.eval(), network, {}, -1)
