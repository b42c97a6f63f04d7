"""From a signal to its features, by the extractor that INCODE takes for signals of its kind."""

from math import ceil, prod
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.networks.axes import axes_of
from inrflow.config.networks.incode import Extractor
from inrflow.errors import InputError
from inrflow.fields.extractors.mfcc import WINDOW, mfcc
from inrflow.fields.extractors.r3d18 import R3d18
from inrflow.fields.extractors.resnet34 import Resnet34
from inrflow.fields.extractors.weights import draw_, load_, unfilled
from inrflow.fields.initialise import generator

LONGEST = 128  # samples an axis of what R3D-18 sees; the released code's 128^3
STREAM = (0, 2)  # of the seed: apart from those of members and of batches


@torch.no_grad()
def extract(
    values: Float[Tensor, "frame y x channel"], options: Extractor, seed: int
) -> Float[Tensor, " feature"]:
    """Return the features of a signal (INCODE section 3; worked out on the CPU).

    The number of axes with more than one sample decides. One (a sound): the mean of the MFCC
    over time, channels averaged. Two (a picture): ResNet-34's first layer. Three (a video or
    volume): R3D-18's second layer, on the central 128 samples of every longer axis, about 1 GB.
    Values of pictures, videos and volumes are stretched to [0, 1] first (a constant one to 0),
    one channel is repeated three times.

    Args:
        values: signal units in [0, 1], or around it if noisy; 0..1 means -1..1 for a sound.
        options: whose weights; rate of a sound.
        seed: of the extractor's weights where no file is named.

    Raises:
        InputError: too few samples or an unfit number of channels for the extractor, a weights
            file that does not fit, features that are not finite.
    """
    values = values.detach().cpu()
    sides = [values.shape[axis] for axis in axes_of(tuple(values.shape))]
    if len(sides) == 1:
        features = _of_sound(values.flatten(0, 2), options)
    else:
        features = _of_picture(values.reshape(*sides, -1), options, seed)
    if not features.isfinite().all():
        raise InputError("incode: expected finite features of the signal, found others")
    return features


def _of_sound(values: Float[Tensor, "time channel"], options: Extractor) -> Float[Tensor, "50"]:
    if options.weights is not None:
        raise InputError("extractor.weights: expected none for a sound: MFCC has no weights")
    if len(values) < WINDOW:
        raise InputError(
            f"incode: expected {WINDOW} samples or more for the MFCC of a sound, found "
            f"{len(values)}"
        )
    return mfcc(2 * values.mean(1) - 1, options.sample_rate).mean(1)


def _of_picture(
    values: Float[Tensor, "*side channel"], options: Extractor, seed: int
) -> Float[Tensor, " feature"]:
    kind = Resnet34 if values.ndim == 3 else R3d18
    sides, channels = values.shape[:-1], values.shape[-1]
    if channels not in (1, 3):
        raise InputError(f"incode: expected 1 or 3 channels for {kind.name}, found {channels}")
    if prod(ceil(n / stride) for n, stride in zip(sides, kind.strides, strict=True)) == 1:
        least, found = ("x".join(map(str, n)) for n in (kind.strides, sides))
        raise InputError(f"incode: expected more than {least} samples on an axis, found {found}")
    low, high = values.aminmax()
    seen = (_centre(values) if kind is R3d18 else values) - low
    seen = (seen / (high - low) if high > low else seen).movedim(-1, 0)
    return _filled(kind, options, seed)(seen.expand(3, *seen.shape[1:])[None].contiguous())


def _centre(values: Float[Tensor, "z y x channel"]) -> Float[Tensor, "w v u channel"]:
    for axis, side in enumerate(values.shape[:3]):
        kept = min(side, LONGEST)
        values = values.narrow(axis, (side - kept) // 2, kept)
    return values


def _filled(kind: type[Resnet34] | type[R3d18], options: Extractor, seed: int) -> Resnet34 | R3d18:
    extractor = unfilled(kind)
    if options.weights is None:
        draw_(extractor, generator(seed, *STREAM))
    else:
        load_(extractor, Path(options.weights))
    return extractor
