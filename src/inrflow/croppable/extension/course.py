"""How a fit gets there: errors of the whole signal, of its old part and of its new one."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float32

from inrflow.fields.cells import Box
from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.tiles import CHUNK
from inrflow.measures.psnr import mean_square
from inrflow.measures.released import psnr_minmax, psnr_whole

Painted = Float32[np.ndarray, "frame y x channel"]
Boxes = dict[str, Box]
MEASURES = ("mse", "psnr", "psnr_minmax")


@dataclass
class Course:
    """What is measured on the way of a fit.

    Attributes:
        truth: the signal.
        boxes: parts of it -> where they lie.
        begun: what was painted before; members that are not fitted go on to paint it.
        members: how many are fitted.
        last: step that is not measured here: the end is decoded as a decoder does it.
        rows: `step` and the measures.
    """

    truth: Painted
    boxes: Boxes
    begun: Painted
    members: int
    last: int
    rows: list[dict[str, float]] = field(default_factory=list)
    pending: dict[int, tuple[Painted, int]] = field(default_factory=dict)

    def watch(self, step: int, part: Field) -> None:
        """Measure once all members have made a step; they may be fitted one after the other."""
        if step == self.last:
            return
        painted, seen = self.pending.pop(step, (self.begun.copy(), 0))
        paint_members(part, painted)
        if seen + part.members < self.members:
            self.pending[step] = (painted, seen + part.members)
        else:
            self.rows.append({"step": step} | measured(self.truth, painted, self.boxes))


def measured(truth: Painted, painted: Painted, boxes: Boxes) -> dict[str, float]:
    """Return the errors of the whole and of parts.

    `mse` and `psnr` (dB, data range 1) are of clamped values, over all samples at once;
    `psnr_minmax` is the released code's, of values as painted.

    Args:
        truth: the signal.
        painted: not clamped.
        boxes: parts -> where they lie; a part's name ends the names of its measures.
    """
    found = _errors(truth, painted)
    for name, box in boxes.items():
        some = _errors(truth[box], painted[box])
        found |= {f"{measure}_{name}": value for measure, value in some.items()}
    return found


@torch.no_grad()
def paint_members(part: Pointwise, painted: Painted) -> None:
    """Write what some members paint into a picture: all at once, which bits may tell."""
    for frame in range(len(painted)):
        members = part.cells.of_frame(frame)
        if members.stop == members.start:
            continue
        some, (index, real) = part.select(members), part.cells.samples(members, frame)
        pixels, width = painted[frame].reshape(-1, painted.shape[3]), max(1, CHUNK // len(index))
        for where, there in zip(index.split(width, 1), real.split(width, 1), strict=True):
            values = some(some.coordinates(where.to(part.device))).cpu()
            pixels[(where[there] % len(pixels)).numpy()] = values[there].numpy()


def clock(history: pd.DataFrame) -> pd.Series:
    """Return steps done -> seconds; those of members fitted one after the other add up."""
    groups = history.groupby(["step", "seconds"], as_index=False).first()
    seconds = groups.groupby("step")["seconds"].sum()
    return seconds.set_axis(seconds.index + 1)


def _errors(truth: Painted, painted: Painted) -> dict[str, float]:
    mse = mean_square(truth, painted.clip(0, 1))
    return dict(
        zip(
            MEASURES,
            (mse, psnr_whole(truth, painted), psnr_minmax(truth, painted)),
            strict=True,
        )
    )
