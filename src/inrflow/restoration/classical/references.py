"""What the cheap methods make of a measurement."""

from collections.abc import Callable

from inrflow.restoration.classical.denoise import denoised
from inrflow.restoration.classical.restored import Restored
from inrflow.restoration.classical.tomography import reconstructed
from inrflow.restoration.classical.upscale import upscaled
from inrflow.restoration.measurements.downsampling import Averaging
from inrflow.restoration.measurements.operator import Measured, Operator, Picture
from inrflow.restoration.measurements.photon import PhotonNoise
from inrflow.restoration.measurements.tomography import Projection

METHODS: dict[type[Operator], Callable[..., list[Restored]]] = {
    PhotonNoise: denoised,
    Averaging: upscaled,
    Projection: reconstructed,
}


def references(operator: Operator, measured: Measured, truth: Picture, seed: int) -> list[Restored]:
    """Return the pictures of all classical methods for an operator's measurements.

    Args:
        operator: how it was measured.
        measured: what was measured.
        truth: the prepared picture, for the oracle's choice.
        seed: of the angles that are held out for the blind choice.
    """
    restore = next(method for kind, method in METHODS.items() if isinstance(operator, kind))
    return restore(operator, measured, truth, seed)
