"""How a fit got there: its history as the PSNR of the whole signal."""

import numpy as np
import pandas as pd

from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.measures.psnr import decibels
from inrflow.signals.signal import Signal


def curve(field: Field, signal: Signal, table: pd.DataFrame) -> pd.DataFrame:
    """Return the PSNR of the whole signal over steps and seconds.

    Members that were fitted one after the other are laid beside each other: at a step each has
    done as many, and their seconds add up.

    Args:
        field: that was fitted.
        signal: to which.
        table: the history that `optimise` returned.
    """
    # members of one group share its clock
    clocks = table.groupby(["step", "seconds"], sort=False, as_index=False).first()
    seconds = clocks.groupby("step")["seconds"].sum()
    told = table[table["mse"].notna()]
    if not isinstance(field, Pointwise):
        error = told.groupby("step")["mse"].mean()
    else:
        counts = field.cells.sizes.numpy()
        weights = counts[told["member"]] if told["member"].iloc[0] >= 0 else counts.sum()
        squares = (told["mse"] * weights).groupby(told["step"]).sum() + _outside(field, signal)
        error = squares / np.prod(signal.shape[:3])
    psnr = decibels(1.0, error.to_numpy(dtype=np.float64))
    return pd.DataFrame(
        {"step": error.index + 1, "seconds": seconds[error.index].to_numpy(), "psnr": psnr}
    )


def _outside(field: Pointwise, signal: Signal) -> float:
    """Return the squares of the samples that no member paints: they are painted as 0."""
    if field.cells.kept is None:
        return 0.0
    missed = ~field.cells.present.numpy()
    return float((signal.values[missed].astype(np.float64) ** 2).mean(axis=1).sum())
