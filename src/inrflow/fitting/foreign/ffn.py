"""The Fourier feature network of one frame that XINC's authors released."""

from pathlib import Path
from typing import Any

from torch import Tensor

from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.fields.field import Shape
from inrflow.fields.tensors import load_tensors
from inrflow.fitting.fit import Fit
from inrflow.fitting.foreign.build import filled
from inrflow.fitting.foreign.size import Picture


def import_ffn(params: dict[str, Any], *, weights: Path, fit: Path) -> None:
    """Turn a released FFN checkpoint of one frame into a fit.

    Args:
        params: `height` and `width` of the picture that it paints, px.
        weights: input, `.safetensors` or a PyTorch state dict.
        fit: output.
    """
    options = check(Picture, params, "import-ffn")
    shape = (1, options.height, options.width, 3)
    ffn_from_state(load_tensors(weights), shape, str(weights)).write(fit)


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
    # theirs is (output, input) for one network, ours (member, input, output) for many
    mine = {"frequencies": state["positional_encoding.B"][None]}
    for k in range(layers):
        mine[f"stages.layer{k + 1}.affine.weight"] = state[f"net.{k}.linear.weight"].mT[None]
        mine[f"stages.layer{k + 1}.affine.bias"] = state[f"net.{k}.linear.bias"][None, None]
    return Fit(filled(network, shape, mine, where), network, {}, -1)
