"""The part of a signal that is fitted first: whole cells on one side of a border."""

from dataclasses import dataclass, replace
from typing import Any

from inrflow.config.base import Strict
from inrflow.config.editing import Side
from inrflow.config.networks.axes import axes_of
from inrflow.config.networks.partition import edges_on
from inrflow.editing.extend import axis_of
from inrflow.errors import InputError
from inrflow.fields.cells import Box
from inrflow.signals.signal import Signal


@dataclass(frozen=True)
class Cut:
    """A signal cut in two.

    Attributes:
        part: what is fitted first.
        old: where it lies in the whole.
        new: where the rest lies.
        cuts: borders of the part's cells along each axis that the signal has, its own samples.
        frame: the whole signal's ends along each such axis, in the part's samples.
    """

    part: Signal
    old: Box
    new: Box
    cuts: list[list[int]]
    frame: list[list[int]]

    def network(self, network: dict[str, Any], frame: str) -> dict[str, Any]:
        """Return the options of a network on the part.

        Args:
            network: those on the whole signal.
            frame: `final` or `own`; see `inrflow.config.croppable.extension`.
        """
        found = network | {"frame": self.frame if frame == "final" else None}
        if network["partition"] is not None:
            found["partition"] = {"cuts": self.cuts}
        return found


def cut(signal: Signal, network: Strict, side: Side, share: float) -> Cut:
    """Cut a signal at the border of cells that is nearest to a share of them.

    Args:
        signal: the whole.
        network: options of a field of cells on it.
        side: of the part, where the whole goes on.
        share: of the cells along the side's axis that the part has.

    Raises:
        InputError: a side that the signal does not have, or fewer than two cells along its axis.
    """
    axis, end = axis_of(side, signal.shape)
    borders = network.borders(signal.shape)
    every = edges_on(borders, signal.shape)
    ends = every[axis]
    cells = len(ends) - 1
    if cells < 2:
        raise InputError(f"croppable.extension.side: expected two cells towards {side}, found one")
    kept = min(max(1, round(share * cells)), cells - 1)
    every[axis] = ends[: kept + 1] if end else ends[cells - kept :]
    first, last = every[axis][0], every[axis][-1]
    old, new = ([slice(0, one) for one in signal.shape[:3]] for _ in range(2))
    old[axis] = slice(first, last)
    new[axis] = slice(last, ends[-1]) if end else slice(0, first)
    part = replace(signal, values=signal.values[tuple(old)], time=signal.time[old[0]])
    axes = axes_of(signal.shape)
    frame = {one: [-old[one].start, signal.shape[one] - 1 - old[one].start] for one in axes}
    cuts = [[place - every[one][0] for place in every[one][1:-1]] for one in axes]
    return Cut(part, tuple(old), tuple(new), cuts, list(frame.values()))
