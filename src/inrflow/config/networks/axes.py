"""Which axes of a signal carry coordinates."""

Shape = tuple[int, int, int, int]


def axes_of(shape: Shape) -> tuple[int, ...]:
    """Return the axes of (frame, y, x) with more than one sample; the last where there is none.

    A picture has (y, x), a film (t, y, x), a volume (z, y, x), audio one axis.
    """
    return tuple(axis for axis in range(3) if shape[axis] > 1) or (2,)
