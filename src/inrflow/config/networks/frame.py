"""The coordinate frame: at which samples coordinates are -1 and 1.

Mostly the first and the last along each axis. A part of a larger signal is fitted in the larger
one's frame, so that it can be extended to it; an extended field keeps the frame that it was fitted
in (Croppable INRs section 4.3: coordinates are determined before the partition).

Ends half-way between samples lie on the edges of pixels: -0.5 and n - 0.5 are those of a picture
of n, whose pixels then stand for areas. Such a picture covers the same areas at any resolution;
one of whole ends has its first and last samples at the same places.
"""

from fractions import Fraction

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.errors import InputError

Ends = tuple[Fraction, Fraction]
Frame = tuple[Ends, Ends, Ends]
NAMES = ("frame", "y", "x")
HALF = Fraction(1, 2)


def frame_on(frame: list[tuple[int | float, int | float]] | None, shape: Shape) -> Frame:
    """Return the samples at coordinates -1 and 1 along (frame, y, x).

    Args:
        frame: as configured: one pair an axis that the signal has.
        shape: the signal's (frames, height, width, channels).

    Raises:
        InputError: another number of pairs than axes, or a pair that does not ascend.
    """
    found = [(Fraction(0), Fraction(max(side - 1, 1))) for side in shape[:3]]
    if frame is not None:
        axes = axes_of(shape)
        if len(frame) != len(axes) or any(first >= last for first, last in frame):
            raise InputError(
                f"network.frame: expected {len(axes)} ascending pairs of samples, one an axis of "
                f"more than one sample ({', '.join(NAMES[axis] for axis in axes)}), for a signal "
                f"of {shape[0]}x{shape[1]}x{shape[2]} samples, found {list(frame)}"
            )
        for axis, (first, last) in zip(axes, frame, strict=True):
            found[axis] = (Fraction(first), Fraction(last))
    return (found[0], found[1], found[2])


def stretched(frame: Frame, old: Shape, new: Shape) -> Frame:
    """Return the frame of another lattice over the same domain."""
    axes = zip(frame, old[:3], new[:3], strict=True)
    found = [tuple(moved(end, ends, a, b) for end in ends) for ends, a, b in axes]
    return (found[0], found[1], found[2])


def moved(place: Fraction, ends: Ends, old: int, new: int) -> Fraction:
    """Return where a place of an axis lies among more or fewer samples.

    Args:
        place: in samples, between them too.
        ends: the axis's frame, which tells whether samples are points or areas.
        old: samples along the axis.
        new: those of the other lattice.
    """
    if on_edges(ends):
        return (place + HALF) * Fraction(new, old) - HALF
    return place * ratio(old, new)


def on_edges(ends: Ends) -> bool:
    """Return whether an axis begins and ends half-way between samples."""
    return all(end.denominator == 2 for end in ends)


def ratio(old: int, new: int) -> Fraction:
    """Return by how much numbers of samples grow along an axis whose ends stay where they are."""
    return Fraction(max(new - 1, 1), max(old - 1, 1))
