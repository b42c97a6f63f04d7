"""HNeRV's ConvNeXt encoder as its repository saves it: `downsample_layers` and `stages`."""

import re

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.nerv import Encoder as Options
from inrflow.errors import InputError
from inrflow.fields.convnext import Encoder
from inrflow.fields.field import Shape
from inrflow.fields.tensors import fill

PARTS = {
    "dwconv": "depthwise",
    "norm": "norm",
    "pwconv1": "widen",
    "pwconv2": "narrow",
    "gamma": "scale",
}


def options_of(encoder: dict[str, Tensor], where: str) -> Options:
    """Return the options of an encoder from its tensors' shapes.

    Raises:
        InputError: it is no ConvNeXt.
    """
    convolutions = []
    while (kernel := encoder.get(_convolution(len(convolutions)))) is not None and kernel.ndim == 4:
        convolutions.append(kernel)
    if not convolutions:
        raise InputError(f"{where}: expected a ConvNeXt encoder, missing encoder.{_convolution(0)}")
    blocks = {name.split(".")[2] for name in encoder if name.startswith("stages.0.")}
    return Options(
        strides=tuple(kernel.shape[2] for kernel in convolutions),
        width=convolutions[0].shape[0],
        channels=convolutions[-1].shape[0],
        blocks=len(blocks),
    )


@torch.no_grad()
def embeddings_of(
    encoder: dict[str, Tensor], options: Options, clip: Tensor | None, shape: Shape, where: str
) -> Float[Tensor, "frame channel y x"]:
    """Return what an encoder makes of a clip.

    Args:
        encoder: its tensors, as they are in the file.
        options: as `options_of` reads them.
        clip: (frame, y, x, channel).
        shape: the clip's, as it was said to be.
        where: the file's name, for errors.

    Raises:
        InputError: no clip, one of another shape, or tensors that do not fit.
    """
    if clip is None or tuple(clip.shape) != shape:
        found = "none" if clip is None else tuple(clip.shape)
        raise InputError(
            f"{where}: expected the clip {shape} as `frames`, for an encoder makes this decoder's "
            f"embeddings of it, found {found}"
        )
    own = Encoder(options, shape[3], options.strides)
    mine = {_ours(name): value for name, value in encoder.items()}
    fill(own, mine, f"{where}: expected a ConvNeXt encoder")
    return torch.cat([own(frame.movedim(-1, 0)[None]) for frame in clip])


def _convolution(stage: int) -> str:
    return f"downsample_layers.{stage}.{1 if stage else 0}.weight"


def _ours(name: str) -> str:
    """Return our name of one of its tensors; any other name stays."""
    if found := re.fullmatch(r"downsample_layers\.(\d+)\.([01])\.(\w+)", name):
        stage, place, part = found.groups()
        # the first stage shrinks before it normalises
        kind = "shrink" if (stage == "0") == (place == "0") else "norms"
        return f"{kind}.{stage}.{part}"
    if found := re.fullmatch(r"stages\.(\d+\.\d+)\.(\w+?)(\.\w+)?", name):
        block, part, rest = found.groups()
        return f"blocks.{block}.{PARTS.get(part, part)}{rest or ''}"
    return name
