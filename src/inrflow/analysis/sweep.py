"""The streaming pass of measures over one stage of one frame.

Three sweeps over the same blocks, none of them holding more than a block: region sums, heat and
coarse histogram; fine histogram and pixels per neuron (which needs the heat); neurons per pixel
(which needs the thresholds). XINC sections 4.1 and 4.3.
"""

from dataclasses import dataclass
from itertools import repeat

import numpy as np
import torch
from jaxtyping import Float32, Float64, Int64

from inrflow.analysis.above import add_above, count_above
from inrflow.analysis.regions import Regions
from inrflow.analysis.threshold import Coarse, Fine
from inrflow.tracing.canvas import View
from inrflow.tracing.threads import follow_torch


@dataclass(frozen=True)
class Sums:
    """First sweep.

    Attributes:
        regions: sum of |C| over each region.
        totals: sum of |C| over the picture.
        squares: sum of |C|^2 over the picture.
        lowest: least |C|.
        highest: largest |C|.
        heat: sum of |C| over neurons.
        fluctuation: sum over neurons of the change of |C| since the frame before; NaN without.
        histogram: mass of |C| by magnitude.
    """

    regions: Float32[np.ndarray, "neuron region"]
    totals: Float64[np.ndarray, " neuron"]
    squares: Float64[np.ndarray, " neuron"]
    lowest: Float32[np.ndarray, " neuron"]
    highest: Float32[np.ndarray, " neuron"]
    heat: Float32[np.ndarray, "y x"]
    fluctuation: Float32[np.ndarray, "y x"]
    histogram: Coarse


@dataclass(frozen=True)
class Counts:
    """Second and third sweep.

    Attributes:
        pixels_per_neuron: pixels where |C| is more than 1 / neurons of the heat.
        thresholds: |C| that cuts off each share of the total.
        neurons_per_pixel: share of neurons whose |C| exceeds each threshold, in 0..1.
    """

    pixels_per_neuron: Int64[np.ndarray, " neuron"]
    thresholds: Float32[np.ndarray, " share"]
    neurons_per_pixel: Float32[np.ndarray, "share y x"]


def sum_up(
    view: View,
    regions: Regions,
    size: tuple[int, int],
    histogram: bool = True,
    before: View | None = None,
) -> Sums:
    """Make the first sweep over a view of a picture of (height, width) px.

    Args:
        view: the maps.
        regions: the regions of the frame.
        size: (height, width) of the picture.
        histogram: whether thresholds will be asked for.
        before: the same neurons' maps in the frame before.
    """
    sums = np.zeros((view.neurons, len(regions.areas)), dtype=np.float32)
    moments = np.tile([0.0, 0.0, np.inf, 0.0], (view.neurons, 1))
    heat, change, coarse = torch.zeros(size), torch.zeros(size), Coarse()
    earlier = before.blocks() if before is not None else repeat(None)
    for block, last in zip(view.blocks(), earlier, strict=False):
        magnitudes = block.values.abs_()
        band = regions.band(block.rows.start * size[1], block.rows.stop * size[1])
        inside, found = band.sums(magnitudes.flatten(1))
        sums[block.neurons] += inside
        _join(moments[block.neurons], found)
        heat[block.rows] += magnitudes.sum(0)
        if histogram:
            coarse.add(magnitudes.numpy())
        if last is not None:
            change[block.rows] += last.values.abs_().sub_(magnitudes).abs_().sum(0)
    fluctuation = change.numpy() if before is not None else np.full(size, np.nan, np.float32)
    totals, squares = moments[:, 0].copy(), moments[:, 1].copy()
    lowest, highest = moments[:, 2].astype(np.float32), moments[:, 3].astype(np.float32)
    return Sums(sums, totals, squares, lowest, highest, heat.numpy(), fluctuation, coarse)


def _join(moments: Float64[np.ndarray, "some 4"], found: Float64[np.ndarray, "some 4"]) -> None:
    """Add sum and sum of squares, keep the least and the largest, in place."""
    moments[:, :2] += found[:, :2]
    np.minimum(moments[:, 2], found[:, 2], out=moments[:, 2])
    np.maximum(moments[:, 3], found[:, 3], out=moments[:, 3])


def count(view: View, sums: Sums, shares: list[float]) -> Counts:
    """Make the second and third sweep."""
    fine = [sums.histogram.refine(share) for share in shares]
    pixels = _pixels_per_neuron(view, sums.heat, fine)
    thresholds = np.array([part.value() for part in fine], dtype=np.float32)
    neurons = _neurons_per_pixel(view, thresholds, sums.heat.shape)
    return Counts(pixels, thresholds, neurons)


def _pixels_per_neuron(
    view: View, heat: Float32[np.ndarray, "y x"], fine: list[Fine]
) -> Int64[np.ndarray, " neuron"]:
    follow_torch()
    counts = np.zeros(view.neurons, dtype=np.int64)
    # where nobody contributes, nobody has more than an equal share: 0 is not more than 0
    equal = heat / np.float32(view.neurons)
    for block in view.blocks():
        values = block.values.flatten(1).contiguous().numpy()
        counts[block.neurons] += count_above(values, equal[block.rows].ravel())
        for part in fine:
            part.add(values)
    return counts


def _neurons_per_pixel(
    view: View, thresholds: Float32[np.ndarray, " share"], size: tuple[int, int]
) -> Float32[np.ndarray, "share y x"]:
    follow_torch()
    above = np.zeros((len(thresholds), *size), dtype=np.int32)
    for block in view.blocks():
        values = block.values.flatten(1).contiguous().numpy()
        add_above(values, thresholds, above[:, block.rows].reshape(len(thresholds), -1))
    return (above / view.neurons).astype(np.float32)
