"""NeRV and HNeRV as HNeRV's repository, and XINC's after it, save them.

The stem is `decoder.0.conv.downconv`, block i `decoder.i.conv.upconv.0`, the head `head_layer`.
Channels, kernels and strides follow from the shapes. A decoder embedded by content needs the clip
once more: its embeddings, which the file does not hold, are what its `encoder` makes of the frames.
"""

from math import isqrt, prod
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import Field
from torch import Tensor

from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.fields.tensors import load_tensors
from inrflow.fitting.fit import Fit
from inrflow.fitting.foreign.build import filled
from inrflow.fitting.foreign.hnerv_encoder import embeddings_of, options_of
from inrflow.fitting.foreign.size import Clip
from inrflow.signals.signal import Signal

STEM, HEAD = "decoder.0.conv.downconv", "head_layer"


class Origin(Clip):
    """What a decoder's weights do not say."""

    embedding_base: float = Field(1.25, gt=1, description="ratio of successive time frequencies")
    output: Literal["identity", "tanh", "sigmoid"] = Field(
        "tanh", description="output map; tanh means (tanh + 1) / 2, the released default"
    )


def import_nerv(
    params: dict[str, Any], *, weights: Path, fit: Path, frames: Path | None = None
) -> None:
    """Turn a published NeRV or HNeRV of one clip into a fit.

    Args:
        params: `frames`, `height`, `width`, and what else `Origin` has.
        weights: input, `.safetensors` or a PyTorch state dict.
        fit: output.
        frames: input, the clip, for a decoder embedded by content.
    """
    origin = check(Origin, params, "import-nerv")
    clip = None if frames is None else torch.from_numpy(Signal.read(frames).values)
    nerv_from_state(load_tensors(weights), origin, str(weights), clip).write(fit)


def nerv_from_state(
    state: dict[str, Tensor], origin: Origin, where: str, clip: Tensor | None = None
) -> Fit:
    """Return a fit from a decoder's state dict.

    Args:
        state: the tensors; the prefix `module.` is dropped.
        origin: what they do not say.
        where: the file's name, for errors.
        clip: the frames, (frame, y, x, channel), for a decoder embedded by content.

    Raises:
        InputError: another architecture, tensors missing, shapes that do not chain, or no clip.
    """
    state = {name.removeprefix("module."): value for name, value in state.items()}
    encoder = {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")}
    left = {name: value for name, value in state.items() if not name.startswith("encoder.")}
    convolutions = _convolutions(left, where)
    shape = origin.shape(convolutions[-1].shape[0])
    network = _network(convolutions, origin, where)
    mine = {
        f"stages.{stage}.affine.{part}": left[f"{name}.{part}"]
        for stage, name in zip(_stages(convolutions), _names(len(convolutions)), strict=True)
        for part in ("weight", "bias")
    }
    if encoder:
        options = options_of(encoder, where)
        network |= {"embedding": "content", "encoder": options.model_dump()}
        mine["embedding.embeddings"] = embeddings_of(encoder, options, clip, shape, where)
    else:
        network["embedding_levels"] = convolutions[0].shape[1] // 2
    return Fit(filled(network, shape, mine, where), network, {}, -1)


def _stages(convolutions: list[Tensor]) -> list[str]:
    return ["stem", *(f"block{i}" for i in range(1, len(convolutions) - 1)), "head"]


def _names(count: int) -> list[str]:
    """Return the names of the convolutions of stem, blocks and head."""
    return [STEM, *(f"decoder.{i}.conv.upconv.0" for i in range(1, count - 1)), HEAD]


def _convolutions(left: dict[str, Tensor], where: str) -> list[Tensor]:
    """Return the kernels of stem, blocks and head, if these are all that there is."""
    blocks = sum(name.endswith("upconv.0.weight") for name in left)
    names = _names(blocks + 2)
    wanted = {f"{name}.{part}" for name in names for part in ("weight", "bias")}
    missing, more = sorted(wanted - set(left)), sorted(set(left) - wanted)
    if missing or more or not blocks:
        problem = f"missing {', '.join(missing[:3])}" if missing else f"with {', '.join(more[:3])}"
        raise InputError(
            f"{where}: expected a NeRV decoder of PixelShuffle blocks without normalisation "
            f"({STEM}, decoder.1.conv.upconv.0, ..., {HEAD}), found one {problem}"
        )
    return [left[f"{name}.weight"] for name in names]


def _network(convolutions: list[Tensor], origin: Origin, where: str) -> dict[str, Any]:
    """Return the options that the shapes tell."""
    for kernel, name in zip(convolutions, _names(len(convolutions)), strict=True):
        if kernel.ndim != 4 or kernel.shape[2] != kernel.shape[3]:
            raise InputError(
                f"{where}: expected {name}.weight of shape (outputs, inputs, side, side), "
                f"found {tuple(kernel.shape)}"
            )
    widths = [kernel.shape[1] for kernel in convolutions[1:]]
    strides = []
    for kernel, width in zip(convolutions[1:-1], widths[1:], strict=True):
        stride = isqrt(kernel.shape[0] // width)
        if kernel.shape[0] != width * stride**2:
            raise InputError(
                f"{where}: expected a block's outputs to be the next one's {width} inputs times a "
                f"square, found {kernel.shape[0]}"
            )
        strides.append(stride)
    return {
        "architecture": "nerv",
        "channels": widths,
        "strides": strides,
        "kernels": [kernel.shape[2] for kernel in convolutions[1:]],
        # at least one, so that a clip too small is refused by its size
        "first_lattice": [max(1, n // prod(strides)) for n in (origin.height, origin.width)],
        "embedding_base": origin.embedding_base,
        "output": origin.output,
    }
