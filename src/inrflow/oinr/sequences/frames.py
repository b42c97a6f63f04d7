"""Which frames of a sequence are fitted, and which are held back."""

from dataclasses import dataclass

from inrflow.errors import InputError


@dataclass(frozen=True)
class Split:
    """The frames of a sequence, by what a fit may know of them.

    Attributes:
        every: every k-th frame is kept.
        kept: numbers of the frames that are fitted, ascending.
        unseen: of those between two kept ones.
        beyond: of those after the last kept one: extrapolation.
    """

    every: int
    kept: list[int]
    unseen: list[int]
    beyond: list[int]

    @property
    def parts(self) -> dict[str, list[int]]:
        """Name of each part -> its frames; those without frames left out."""
        parts = {"kept": self.kept, "unseen": self.unseen, "beyond": self.beyond}
        return {name: frames for name, frames in parts.items() if frames}

    @property
    def hardest(self) -> int:
        """The unseen frame that is farthest from the kept ones; of several the middle one."""
        gaps = {n: min(abs(n - k) for k in self.kept) for n in self.unseen}
        far = [n for n, gap in gaps.items() if gap == max(gaps.values())]
        return far[len(far) // 2]


def split(frames: int, every: int, last: bool, signal: str) -> Split:
    """Return frames 0, k, 2k, ... as kept, and the last one if it is wanted too.

    Args:
        frames: of the sequence.
        every: k.
        last: whether the last frame is kept whatever k.
        signal: its name, for the error.

    Raises:
        InputError: fewer than two frames are kept.
    """
    kept = sorted({*range(0, frames, every), *([frames - 1] if last else [])})
    if len(kept) < 2:
        raise InputError(
            f"oinr.sequences.every: expected two or more kept frames of signal {signal}, found "
            f"{len(kept)}: every {every} of {frames}"
        )
    unseen = [n for n in range(kept[-1]) if n not in kept]
    return Split(every, kept, unseen, list(range(kept[-1] + 1, frames)))
