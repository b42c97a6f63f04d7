"""Squared errors of pictures from which more and more neurons are taken."""

import numpy as np
import pandas as pd
import torch
from jaxtyping import Bool, Float, Float32

from inrflow.analysis.faithfulness.orders import Order
from inrflow.analysis.faithfulness.silence import Cut

LEAST = 1e-20  # mean squared error: no PSNR is infinite
WHOLE = "whole picture"


def steps(shares: list[float], neurons: int) -> list[int]:
    """Return how many neurons to silence, ascending, each number once."""
    return sorted({round(share * neurons) for share in shares})


def curve(
    cuts: list[Cut],
    order: Order,
    counts: list[int],
    truth: Float32[np.ndarray, "frame y x channel"],
    regions: dict[str, Bool[np.ndarray, "frame y x"]],
) -> pd.DataFrame:
    """Return the PSNR of every region after every step of an order.

    The squared errors against the signal are pooled over the frames' pixels of a region before
    the logarithm. Regions without a pixel are left out.

    Columns: share and number silenced, region, area (its share of the frames' pixels), psnr (dB),
    order, definition, draw.

    Args:
        cuts: one stage of every frame.
        order: the order of its neurons.
        counts: how many of them are silent, step by step.
        truth: the signal's frames.
        regions: name -> its pixels.
    """
    masks = np.stack(list(regions.values())).reshape(len(regions), -1)
    areas = masks.sum(axis=1)
    rows = []
    for count in counts:
        errors = np.stack([_errors(cut, order, f, count, truth[f]) for f, cut in enumerate(cuts)])
        for name, total, area in zip(regions, masks @ errors.ravel(), areas, strict=True):
            if area:
                psnr = -10 * np.log10(max(total / area, LEAST))
                rows.append((count, name, area / masks.shape[1], psnr))
    table = pd.DataFrame(rows, columns=["silenced", "region", "area", "psnr"])
    table.insert(0, "share", table["silenced"] / order.scores.shape[1])
    return table.assign(order=order.name, definition=order.definition, draw=order.draw)


def _errors(
    cut: Cut, order: Order, frame: int, count: int, truth: Float32[np.ndarray, "y x channel"]
) -> Float[np.ndarray, "y x"]:
    """Return the squared error of each pixel, mean over channels."""
    keep = torch.ones(order.scores.shape[1], dtype=torch.bool)
    keep[torch.from_numpy(order.ranks(frame)[:count])] = False
    painted = cut.paint(order.target, keep).numpy().astype(np.float64)
    return ((painted - truth) ** 2).mean(axis=-1)


def areas_under(curves: pd.DataFrame) -> pd.DataFrame:
    """Return the mean PSNR over the shares silenced of every stage, order and region, in dB.

    The trapezoid rule over the share: the lower, the sooner an order finds what the picture
    needs. Random draws are averaged first; a curve of one point has no area.
    """
    keys = ["stage", "definition", "region"]
    mean = curves.groupby([*keys, "share"], sort=False)["psnr"].mean().reset_index()
    rows = [
        (*key, float(np.trapezoid(part["psnr"], part["share"]) / np.ptp(part["share"])))
        for key, part in mean.groupby(keys, sort=False)
        if len(part) > 1
    ]
    return pd.DataFrame(rows, columns=[*keys, "area"])
