"""From options to an operator."""

from inrflow.config.restoration.measurements import Downsampling, Measurement, Photon
from inrflow.restoration.measurements.downsampling import Averaging, Points
from inrflow.restoration.measurements.operator import Operator, Size
from inrflow.restoration.measurements.photon import PhotonNoise
from inrflow.restoration.measurements.tomography import Joseph, Rotation


def build(options: Measurement, shape: Size) -> Operator:
    """Return the operator of some options for pictures of one shape.

    Args:
        options: which one, and its numbers.
        shape: (height, width, channels) of the pictures.

    Raises:
        InputError: it cannot measure pictures of that shape.
    """
    if isinstance(options, Photon):
        return PhotonNoise(options, shape)
    if isinstance(options, Downsampling):
        return (Averaging if options.protocol == "area" else Points)(options, shape)
    return (Joseph if options.projector == "joseph" else Rotation)(options, shape)
