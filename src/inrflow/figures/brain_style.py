"""What the figures of the study `brain` share: a look for every method."""

from inrflow.figures.encode_style import COLORS, LINES, Look

LINEAR = "#000000"
OTHERS = [color for color in COLORS if color != LINEAR]
MARKERS = ["o", "s", "^"]


def marker_of(look: Look) -> str:
    """Return the marker of a method's points: another where a colour comes again."""
    if look.color == LINEAR:
        return "D"
    return MARKERS[LINES.index(look.line)]


def looks_of(methods: list[str], linear: str | None) -> dict[str, Look]:
    """Return method -> look: linear interpolation black, the others in colours, in their order.

    Args:
        methods: of a set, all of them, so that a method looks alike in all figures.
        linear: name of linear interpolation, or None.
    """
    found = {}
    for place, name in enumerate(one for one in methods if one != linear):
        line = LINES[place // len(OTHERS) % len(LINES)]
        found[name] = Look(OTHERS[place % len(OTHERS)], line)
    return {name: found.get(name, Look(LINEAR, "-")) for name in methods}
