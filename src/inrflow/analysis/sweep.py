"""The streaming pass of measures over one stage of one frame.

Three sweeps over the same blocks, none of them holding more than a block: region sums, heat and
coarse histogram; fine histogram and pixels per neuron (which needs the heat); neurons per pixel
(which needs the thresholds). XINC sections 4.1 and 4.3.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float32, Float64, Int64

from inrflow.analysis.regions import Regions
from inrflow.analysis.threshold import Coarse, Fine
from inrflow.tracing.canvas import View


@dataclass(frozen=True)
class Sums:
    """First sweep.

    Attributes:
        regions: sum of |C| over each region.
        totals: sum of |C| over the picture.
        heat: sum of |C| over neurons.
        histogram: mass of |C| by magnitude.
    """

    regions: Float32[np.ndarray, "neuron region"]
    totals: Float64[np.ndarray, " neuron"]
    heat: Float32[np.ndarray, "y x"]
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


def sum_up(view: View, regions: Regions, size: tuple[int, int], histogram: bool = True) -> Sums:
    """Make the first sweep over a view of a picture of (height, width) px."""
    height, width = size
    sums = np.zeros((view.neurons, len(regions.areas)), dtype=np.float32)
    totals, heat = np.zeros(view.neurons), torch.zeros(height, width)
    coarse = Coarse()
    for block in view.blocks():
        magnitudes = block.values.abs_()
        band = regions.band(block.rows.start * width, block.rows.stop * width)
        inside, whole = band.sums(magnitudes.flatten(1))
        sums[block.neurons] += inside
        totals[block.neurons] += whole
        heat[block.rows] += magnitudes.sum(0)
        if histogram:
            coarse.add(magnitudes.numpy())
    return Sums(sums, totals, heat.numpy(), coarse)


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
    counts = np.zeros(view.neurons, dtype=np.int64)
    whole = torch.from_numpy(heat)
    for block in view.blocks():
        magnitudes = block.values.abs_()
        # where nobody contributes, 0 / 0 is not more than an equal share
        larger = magnitudes / whole[block.rows] > 1 / view.neurons
        counts[block.neurons] += larger.flatten(1).sum(1).numpy()
        for part in fine:
            part.add(magnitudes.numpy())
    return counts


def _neurons_per_pixel(
    view: View, thresholds: Float32[np.ndarray, " share"], size: tuple[int, int]
) -> Float[np.ndarray, "share y x"]:
    above = torch.zeros(len(thresholds), *size)
    for block in view.blocks():
        magnitudes = block.values.abs_()
        for k, threshold in enumerate(thresholds):
            above[k, block.rows] += (magnitudes > float(threshold)).sum(0)
    return (above / view.neurons).numpy()
