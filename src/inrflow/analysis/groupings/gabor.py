"""Gabor features of a picture: the paper's bank, and the released one."""

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from scipy import ndimage
from skimage.color import rgb2gray
from skimage.filters import gabor, gabor_kernel

ORIENTATIONS = tuple(np.pi * k / 4 for k in range(4))
FREQUENCIES = (0.1, 0.2, 0.4)  # cycles per px, an octave apart
RELEASED_SIGMAS, RELEASED_FREQUENCIES = (1, 3), (0.05, 0.25, 0.5)


def bank(picture: Float[np.ndarray, "y x 3"]) -> Float[np.ndarray, "y x 12"]:
    """Return the magnitudes of 4 orientations x 3 scales on luminance (XINC section 4.1).

    The scales are octaves with skimage's default bandwidth of one octave. Magnitudes do not
    depend on the phase of an edge. Each filter is scaled to unit variance, so that no scale
    decides alone; a flat picture keeps zeros.
    """
    grey = rgb2gray(picture)
    responses = []
    for theta in ORIENTATIONS:
        for frequency in FREQUENCIES:
            real, imaginary = gabor(grey, frequency, theta=theta, mode="reflect")
            responses.append(np.hypot(real, imaginary))
    stack = np.stack(responses, axis=-1)
    spread = stack.std(axis=(0, 1))
    return stack / np.where(spread > 0, spread, 1)


def released_bank(picture: Float[np.ndarray, "y x 3"]) -> UInt8[np.ndarray, "y x 6"]:
    """Return the released code's features: horizontal only, uint8 responses that wrap.

    A misplaced `return` leaves one orientation of four, and the convolution of a uint8 picture
    returns uint8: negative responses wrap to large ones.
    """
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    grey = np.asarray(Image.fromarray(levels).convert("L"))
    responses = []
    for sigma in RELEASED_SIGMAS:
        for frequency in RELEASED_FREQUENCIES:
            kernel = np.real(gabor_kernel(frequency, theta=0, sigma_x=sigma, sigma_y=sigma))
            responses.append(ndimage.convolve(grey, kernel, mode="wrap"))
    return np.stack(responses, axis=-1)
