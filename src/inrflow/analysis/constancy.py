"""How constant a neuron's contribution to an object is over time, and how evenly spread."""

import numpy as np
from jaxtyping import Float64

Values = Float64[np.ndarray, "neuron instance frame"]
Profiles = Float64[np.ndarray, "neuron instance"]
FRAMES = 3  # fewest frames of an object whose variation is measured


def share_between(values: Values) -> float | None:
    """Return the median over neurons of the share of variance that lies between objects.

    The intraclass correlation ICC(1) of log v, objects the classes and frames the repeats,
    unequal numbers of frames allowed (Donner 1986): 1 if v depends on the object alone, 0
    (mean) if objects are exchangeable. A v of 0 has no logarithm and is left out.
    """
    logs = np.log(np.where(values > 0, values, np.nan))
    exists = np.isfinite(logs)
    repeats = exists.sum(axis=2)
    count, classes = repeats.sum(axis=1), (repeats > 0).sum(axis=1)
    filled = np.where(exists, logs, 0)
    means = filled.sum(axis=2) / np.maximum(repeats, 1)
    grand = filled.sum(axis=(1, 2)) / np.maximum(count, 1)
    between = (repeats * (means - grand[:, None]) ** 2).sum(axis=1)
    within = (np.where(exists, logs - means[..., None], 0) ** 2).sum(axis=(1, 2))
    known = (classes > 1) & (count > classes) & (between + within > 0)
    count, classes, repeats = count[known], classes[known], repeats[known]
    between, within = between[known] / (classes - 1), within[known] / (count - classes)
    size = (count - (repeats**2).sum(axis=1) / count) / (classes - 1)
    return _median((between - within) / (between + (size - 1) * within))


def variation(values: Values) -> float | None:
    """Return the median, over neurons and objects, of v's coefficient of variation over time."""
    exists = np.isfinite(values)
    count = exists.sum(axis=2)
    filled = np.where(exists, values, 0)
    mean = filled.sum(axis=2) / np.maximum(count, 1)
    squares = (np.where(exists, values - mean[..., None], 0) ** 2).sum(axis=2)
    known = (count >= FRAMES) & (mean > 0)
    return _median(np.sqrt(squares[known] / (count[known] - 1)) / mean[known])


def mixed(values: Values, seed: int) -> Values:
    """Return the values with the objects of every frame exchanged at random.

    The null of `variation`: the same numbers in the same frames, of no object in particular.
    """
    generator, found = np.random.default_rng(seed), values.copy()
    for frame in range(values.shape[2]):
        there = np.flatnonzero(np.isfinite(values[..., frame]).any(axis=0))
        # a block a neuron would be costly; one order a frame and neuron is drawn by sorting noise
        order = generator.random((len(values), len(there))).argsort(axis=1)
        found[:, there, frame] = np.take_along_axis(values[:, there, frame], order, axis=1)
    return found


def evenness(profiles: Profiles) -> float | None:
    """Return the median over neurons of the entropy over objects, 1 if spread evenly."""
    there = np.isfinite(profiles).any(axis=0)
    filled = np.nan_to_num(profiles[:, there])
    sums = filled.sum(axis=1)
    alive = filled[sums > 0] / sums[sums > 0, None]
    if there.sum() < 2:
        return None
    logs = np.log(np.where(alive > 0, alive, 1))
    return _median(-(alive * logs).sum(axis=1) / np.log(there.sum()))


def mean_over_frames(values: Values) -> Profiles:
    """Return the mean over the frames in which an object is present; NaN if it never is."""
    count = np.isfinite(values).sum(axis=2)
    return np.nansum(values, axis=2) / np.where(count > 0, count, np.nan)


def _median(values: Float64[np.ndarray, " _"]) -> float | None:
    return float(np.median(values)) if values.size else None
