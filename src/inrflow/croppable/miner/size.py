"""Where MINER's parameters are, and which of them a cropped border removes.

Source: Croppable INRs Appendix D, Figures 9 and 10. How many there are is not known before the
fit. A coarse block stays as long as one of its samples does.
"""

from math import prod
from typing import Any, Literal

import numpy as np
from jaxtyping import Bool, Float64, Int

from inrflow.config.networks.axes import Shape
from inrflow.croppable.miner.fit import MinerFit
from inrflow.croppable.miner.pyramid import boxes
from inrflow.croppable.miner.scale import Scale
from inrflow.errors import InputError
from inrflow.fields.cells import Cells

Density = Float64[np.ndarray, "frame y x"]
Reach = Literal["own", "painted"]


def each(fit: MinerFit, number: int) -> int:
    """Return the parameters of one network of a scale."""
    shape = fit.scales[number].shape
    options = fit.networks.network(number, shape)
    return options.model_copy(update={"kept": [0]}).parameters(shape)


def per_scale(fit: MinerFit) -> list[int]:
    """Return the parameters of each scale, the coarsest first."""
    return [len(scale.active) * each(fit, number) for number, scale in enumerate(fit.scales)]


def kept_box(shape: Shape, border: int) -> list[tuple[int, int]]:
    """Return what a crop keeps along (frame, y, x): first sample, and the one after the last.

    Raises:
        InputError: nothing is left.
    """
    spans = [(border, side - border) if side > 1 else (0, 1) for side in shape[:3]]
    if any(first >= last for first, last in spans):
        raise InputError(
            f"border: expected less than half of each side of "
            f"{shape[0]} x {shape[1]} x {shape[2]} samples, found {border}"
        )
    return spans


def border_share(shape: Shape, border: int) -> float:
    """Return the share of a signal's samples that a crop of a border takes."""
    return 1 - prod(last - first for first, last in kept_box(shape, border)) / prod(shape[:3])


def removable(fit: MinerFit, border: int, reach: Reach = "own") -> int:
    """Return the parameters that a crop of a border removes.

    Args:
        fit: all scales.
        border: samples cropped from both ends of every axis.
        reach: `own`: networks whose block lies wholly in the border, as the paper counts them;
            `painted`: those of them that no kept sample depends on. Interpolation carries a block
            of a coarse scale beyond its edge.
    """
    return sum(
        each(fit, number) * len(set(scale.active) & set(outside(fit, number, border, reach)))
        for number, scale in enumerate(fit.scales)
    )


def outside(fit: MinerFit, number: int, border: int, reach: Reach) -> list[int]:
    """Return the numbers of a scale's blocks that `removable` counts, with a network or not."""
    scale = fit.scales[number]
    finer = _finer(scale, fit.shape)
    # each doubling carries a value one of the finer samples further: 1 + 2 + ... + f / 2 in all
    far = finer - 1 if reach == "painted" else 0 * finer
    reached = _spans(scale, fit.shape) + np.stack([-far, far], -1)
    return np.flatnonzero(_apart(reached, kept_box(fit.shape, border))).tolist()


def density(fit: MinerFit) -> Density:
    """Return parameters per sample: those of a network spread evenly over its block."""
    total = np.zeros(fit.shape[:3])
    for number, scale in enumerate(fit.scales):
        spans = _spans(scale, fit.shape)[scale.active]
        for box in spans:
            where = tuple(slice(*span) for span in box)
            total[where] += each(fit, number) / prod(int(last - first) for first, last in box)
    return total


def of_cells(network: Any, shape: Shape, border: int) -> dict[str, Any]:
    """Return the same numbers of a field of cells, whose shared part a crop leaves.

    Args:
        network: options of a field with a partition, all of whose cells count.
        shape: of the signal.
        border: samples cropped from both ends of every axis.

    Returns:
        `parameters`, `removable`, and `density`, parameters per sample, an array.

    Raises:
        InputError: nothing is left, or the cells are those of a label map.
    """
    network = network.model_copy(update={"kept": None})
    cells = Cells(shape, network.borders(shape))
    total = network.parameters(shape)
    spans = np.array([[(s.start, s.stop) for s in box] for box in cells.boxes])
    gone = _apart(spans, kept_box(shape, border))
    kept = np.flatnonzero(~gone).tolist()
    local = total - network.model_copy(update={"kept": [0]}).parameters(shape)
    local //= max(cells.members - 1, 1)  # of one cell
    spread = np.full(shape[:3], (total - local * cells.members) / prod(shape[:3]))
    for box in cells.boxes:
        spread[box] += local / prod(one.stop - one.start for one in box)
    left = network.model_copy(update={"kept": kept}).parameters(shape)
    return {"parameters": total, "removable": total - left, "density": spread}


def _finer(scale: Scale, shape: Shape) -> Int[np.ndarray, "3"]:
    """Return how many samples of the signal one of a scale stands for along (frame, y, x)."""
    return np.array(shape[:3]) // np.array(scale.shape[:3])


def _spans(scale: Scale, shape: Shape) -> Int[np.ndarray, "block 3 2"]:
    """Return the first sample of the signal in each block, and the one after the last."""
    return boxes(scale.shape, scale.block).numpy() * _finer(scale, shape)[:, None]


def _apart(
    own: Int[np.ndarray, "block 3 2"], spans: list[tuple[int, int]]
) -> Bool[np.ndarray, " block"]:
    """Return which boxes hold no sample of what is kept."""
    first, last = np.array(spans).T
    return ((own[..., 1] <= first) | (own[..., 0] >= last)).any(-1)
