"""What the disease does to the template: wider ventricles, smaller and darker hippocampi."""

import numpy as np
from jaxtyping import Float32

from inrflow.brain.template import Affine, Places, sampled

# MNI, mm: hippocampi as of AAL; ventricles' bodies and atria by eye
HIPPOCAMPI = ((-26.2, -20.7, -10.1), (28.2, -19.8, -10.3))
VENTRICLES = ((-14.0, -8.0, 20.0), (14.0, -8.0, 20.0), (-24.0, -40.0, 10.0), (24.0, -40.0, 10.0))
WIDER, VENTRICLES_SD = 0.25, 13.0  # of the distance from the centre, a severity of 1; mm
SMALLER, HIPPOCAMPI_SD = 0.35, 11.0
# a smaller structure fills less of a voxel: shrinking alone shows at a T of 5, with this at 7 to 8
DARKER, DARKER_SD = 0.14, 9.0


def anatomy(
    values: Float32[np.ndarray, "x y z"], affine: Affine, places: Places, severity: float
) -> Float32[np.ndarray, "..."]:
    """Return the template with a disease of some severity, at places.

    Args:
        values: of the template.
        affine: its index -> place, mm.
        places: (3, ...), mm.
        severity: 1 is the mean of the patients; 0: the template itself.
    """
    if severity == 0:
        return sampled(values, affine, places)
    seen, darker = places.copy(), 0.0
    for centre in VENTRICLES:
        away, near = _around(centre, places, VENTRICLES_SD)
        seen -= WIDER * severity * near * away
    for centre in HIPPOCAMPI:
        away, near = _around(centre, places, HIPPOCAMPI_SD)
        seen += SMALLER * severity * near * away
        darker = darker + DARKER * severity * _around(centre, places, DARKER_SD)[1]
    return sampled(values, affine, seen) * np.maximum(1 - darker, 0).astype(np.float32)


def _around(
    centre: tuple[float, float, float], places: Places, sd: float
) -> tuple[Places, Float32[np.ndarray, "..."]]:
    """Return vectors from a centre, mm, and a Gaussian of their length."""
    away = places - np.array(centre, places.dtype).reshape(3, *[1] * (places.ndim - 1))
    return away, np.exp(-np.square(away).sum(0) / (2 * sd**2)).astype(np.float32)
