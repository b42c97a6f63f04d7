"""What a field is fitted to: measurements of a picture, some of them held out."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32
from torch import Tensor

from inrflow.config.restoration.task import Task
from inrflow.errors import InputError
from inrflow.restoration.held_out import held_out
from inrflow.restoration.measurements.build import build
from inrflow.restoration.measurements.operator import Operator
from inrflow.signals.signal import Signal


@dataclass(frozen=True)
class Problem:
    """Measurements of one picture.

    Attributes:
        operator: what makes them of a picture.
        truth: the picture, as measured: `Operator.prepared`.
        measured: with noise; on the device of the fit.
        held: which of them no fit sees.
    """

    operator: Operator
    truth: Float32[np.ndarray, "y x channel"]
    measured: Float[Tensor, "*measured"]
    held: Bool[Tensor, "*measured"]

    @property
    def lattice(self) -> tuple[int, int, int, int]:
        """(frames, height, width, channels) of what a field paints while it is fitted."""
        return (1, *self.operator.painted_shape)

    @property
    def whole(self) -> tuple[int, int, int, int]:
        """(frames, height, width, channels) of the restored picture."""
        return (1, *self.operator.shape)

    @property
    def seen(self) -> Float[Tensor, "1 y x channel"]:
        """What a field may look at before the fit: the measurements as a picture.

        Noisy pixels, enlarged samples, a back-projection; measurements that are held out are
        replaced by the mean of the others.
        """
        known = torch.where(self.held, self.measured[~self.held].mean(), self.measured)
        return self.operator.glimpse(known)[None]

    @property
    def noise(self) -> float | None:
        """Mean variance of the measurements, estimated from them alone; None: not known.

        That of photons is linear in the picture, so that the picture's mean is enough.
        """
        measured = self.measured.cpu().numpy()
        variance = self.operator.variance(np.full_like(measured, measured.mean()))
        return None if variance is None else float(variance.mean()) / self.operator.scale**2

    def errors(
        self, painted: Float[Tensor, "1 y x channel"]
    ) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
        """Return the mean squared errors of kept and of held-out measurements.

        Both are divided by the square of the operator's scale, so that tasks have errors of one
        order.
        """
        differences = (self.operator.measure(painted[0]) - self.measured) / self.operator.scale
        squares = differences.square()
        held = squares * self.held
        share = self.held.sum()
        return (squares - held).sum() / (squares.numel() - share), held.sum() / share


def posed(task: Task, signal: Signal, seed: int, device: torch.device) -> Problem:
    """Return the measurements of a picture.

    Args:
        task: how it is measured, how much is held out.
        signal: one frame.
        seed: of noise, and of what is held out.
        device: of the fit.

    Raises:
        InputError: a film, or a picture that cannot be measured so.
    """
    if signal.shape[0] != 1:
        raise InputError(f"restoration: expected one picture, found {signal.shape[0]} frames")
    operator = build(task.measurement, tuple(signal.shape[1:]))
    truth = operator.prepared(signal.values[0])
    measured = torch.from_numpy(operator.simulate(truth, seed)).to(device)
    held = torch.from_numpy(held_out(operator, task.held_out, seed)).to(device)
    return Problem(operator.to(device), truth, measured, held)
