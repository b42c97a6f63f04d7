"""What a fit costs to store."""

from math import prod
from typing import Any

BITS = 32  # a number is stored as float32


def bits_per_pixel(sizes: dict[str, int], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the bits a pixel that papers on video report: channels and fixed numbers left out.

    Args:
        sizes: `parameters`, the numbers that were trained.
        shape: (frames, height, width, channels).
    """
    return {
        "bits_per_pixel": BITS * sizes["parameters"] / prod(shape[:3]),
        "bits_per_pixel_formula": "32 bit x parameters / (frames x height x width)",
    }


def bits_per_value(sizes: dict[str, int], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the bits a value of all that a decoder needs.

    Args:
        sizes: `parameters`, trained, and `fixed_numbers`: drawn, not trained, but needed to decode.
        shape: of the signal.
    """
    stored = sizes["parameters"] + sizes["fixed_numbers"]
    return {
        "bits_per_value": BITS * stored / prod(shape),
        "bits_per_value_formula": "32 bit x (parameters + fixed_numbers) / number of values",
    }
