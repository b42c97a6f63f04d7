"""From a region as people say it to samples of the signal."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from inrflow.config.editing import Region, Span
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.frame import Ends, Frame
from inrflow.errors import InputError
from inrflow.fields.cells import Box

AXES = ("frame", "y", "x")


def box_of(region: Region, shape: Shape, frame: Frame, described: dict[str, Any]) -> Box:
    """Return the samples of a region.

    Args:
        region: as asked for.
        shape: the signal's (frames, height, width, channels).
        frame: samples at coordinates -1 and 1 along (frame, y, x).
        described: `Signal.described`: for seconds and the signal's own unit.

    Raises:
        InputError: an empty region, one that reaches outside, or a unit that an axis does not have.
    """
    sides = [
        _samples(getattr(region, name), axis, shape, frame[axis], described)
        for axis, name in enumerate(AXES)
    ]
    return (sides[0], sides[1], sides[2])


def whole(shape: Shape) -> Box:
    """Return all samples."""
    return (slice(0, shape[0]), slice(0, shape[1]), slice(0, shape[2]))


def _samples(span: Span, axis: int, shape: Shape, ends: Ends, described: dict[str, Any]) -> slice:
    """Return the samples of one axis that a span holds."""
    where, side = f"region.{AXES[axis]}", shape[axis]
    if span.start is None and span.stop is None:
        return slice(0, side)
    step, origin = _scale(span, axis, shape, ends, described, where)
    first = 0 if span.start is None else ceil(_place(span.start, step, origin))
    if span.stop is None:
        last = side
    elif span.unit == "coordinates":  # both ends belong to it, as both ends of [-1, 1] do
        last = floor(_place(span.stop, step, origin)) + 1
    else:
        last = ceil(_place(span.stop, step, origin))
    if first >= last:
        raise InputError(f"{where}: expected a sample in it, found none from {_told(span)}")
    if first < 0 or last > side:
        raise InputError(f"{where}: expected a part of the {side} samples, found {_told(span)}")
    return slice(first, last)


def _told(span: Span) -> str:
    ends = ["the start" if span.start is None else f"{span.start:g}"]
    ends.append("the end" if span.stop is None else f"{span.stop:g}")
    return f"{' to '.join(ends)} {span.unit}"


def _place(told: float, step: Fraction, origin: Fraction) -> Fraction:
    """Return a place in samples; one within rounding of a sample is that sample."""
    place = Fraction(told) / step + origin
    near = round(place)
    return Fraction(near) if abs(place - near) < Fraction(1, 10**6) else place


def _scale(
    span: Span, axis: int, shape: Shape, ends: Ends, described: dict[str, Any], where: str
) -> tuple[Fraction, Fraction]:
    """Return how far apart samples are in the span's unit, and which sample is at 0."""
    if span.unit == "samples" or (span.unit == "frames" and AXES[axis] == "frame"):
        return Fraction(1), Fraction(0)
    if span.unit == "coordinates" and axis in axes_of(shape):
        return 2 / (ends[1] - ends[0]), (ends[0] + ends[1]) / 2
    units, spacing = described["units"], described["spacing"]
    rate = described["source"].get("rate")
    if span.unit == "seconds" and units[axis] == "s":
        return Fraction(spacing[axis]), Fraction(0)
    if span.unit == "seconds" and AXES[axis] == "frame" and described["signal"] == "video" and rate:
        return 1 / Fraction(rate), Fraction(0)
    if span.unit == "spacing" and units[axis]:
        return Fraction(spacing[axis]), Fraction(0)
    raise InputError(f"{where}.unit: expected one that this axis has, found {span.unit!r}")
