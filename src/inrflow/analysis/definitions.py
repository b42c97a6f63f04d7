"""The three definitions under which XINC's analyses are made, side by side.

`released`: what the authors' code computes, errors included. `paper`: what the text says.
`corrected`: what we can defend; the default. DEFINITIONS says where they part.
"""

from dataclasses import dataclass
from typing import Literal

from inrflow.tracing.readings import Reading


@dataclass(frozen=True)
class Definition:
    """One way to make the grouping analysis (XINC section 4.1, Fig. 4).

    Attributes:
        reading: how contributions are carried to the picture.
        labels: grouping -> which label map stands for it.
        absolute: groupings whose deltas lose their sign before the dispersion.
        other: the pseudo-instance beside the segments: the pixels outside all of them, or,
            as released, their union.
    """

    reading: Reading
    labels: dict[str, str]
    absolute: tuple[str, ...]
    other: Literal["complement", "union"]


GROUPINGS = ("segments", "rgb", "gabor", "grid")  # those of Fig. 4
PLAIN = {name: name for name in (*GROUPINGS, "levels")}

DEFINITIONS = {
    "corrected": Definition("share", PLAIN, (), "complement"),
    "paper": Definition("paper", PLAIN, (), "complement"),
    "released": Definition(
        "released",
        PLAIN | {"gabor": "gabor_released", "grid": "grid_released"},
        ("segments", "rgb", "gabor"),
        "union",
    ),
}
