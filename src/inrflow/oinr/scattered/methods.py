"""From values at points to values elsewhere: fields, and interpolation without any."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float, Float32
from scipy.interpolate import griddata
from torch import Tensor

from inrflow.config.networks.axes import Shape
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.oinr_continuous import OinrContinuous
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.resolve import build
from inrflow.fields.scattered import Reader
from inrflow.fields.scattered_nodes import Nodes, cloud
from inrflow.fitting.minimise import gradients_of, minimise
from inrflow.fitting.optimise import ERRORS
from inrflow.fitting.runtime import choose_device
from inrflow.oinr.scattered.points import Points

Values = Float32[np.ndarray, "_ _"]  # a row a point; sets of points differ in number
Read = Callable[[], Float[Tensor, "point channel"]]


@dataclass(frozen=True)
class Outcome:
    """What a method made of values at points.

    Attributes:
        values: at each set of places asked for, not clamped.
        seconds: of the fit: its steps, and finding who is near whom.
        painting: seconds of the values at all places.
    """

    values: list[Values]
    seconds: float
    painting: float


def interpolated(
    known: Points, places: list[Values], method: Literal["nearest", "linear", "cubic"]
) -> Outcome:
    """Return values at places by interpolation of points; beyond their hull the nearest one's.

    Raises:
        InputError: cubic interpolation of three axes.
    """
    axes = known.places.shape[1]
    if method == "cubic" and axes > 2:
        raise InputError(f"oinr.scattered.classical: expected no cubic on {axes} axes, found it")
    begun, found = time.perf_counter(), []
    own = known.places[:, 0] if axes == 1 else known.places
    for one in places:
        values = griddata(own, known.values, one, method=method).reshape(len(one), -1)
        outside = ~np.isfinite(values).all(axis=1)
        if outside.any():
            near = griddata(own, known.values, one[outside], method="nearest")
            values[outside] = near.reshape(outside.sum(), -1)
        found.append(values.astype(np.float32))
    return Outcome(found, 0.0, time.perf_counter() - begun)


def fitted(
    network: dict[str, Any],
    shape: Shape,
    known: Points,
    places: list[Values],
    recipe: Recipe,
    *,
    seed: int,
    scattered: bool,
) -> Outcome:
    """Fit a field to values at points; return what it has elsewhere.

    Args:
        network: architecture and options.
        shape: of the lattice that a continuous operator works on.
        known: what is fitted, all of it every step.
        places: where values are asked for.
        recipe: optimiser, loss, length.
        seed: of weights.
        scattered: whether a continuous operator works on the points instead.

    Raises:
        InputError: a field that has no values at points, or a fit that diverged.
    """
    field = build(network, shape, seed).to(choose_device(recipe.device))
    device = next(field.parameters()).device
    wanted, begun = torch.from_numpy(known.values).to(device), time.perf_counter()
    nodes = cloud(torch.from_numpy(known.places)) if scattered else None
    read, error = reader(field, known.places, nodes), ERRORS[recipe.loss]
    searching = time.perf_counter() - begun
    gradients = gradients_of(field, lambda: error(read() - wanted).mean())
    steps = minimise(field, gradients, recipe)["seconds"].iloc[-1]
    field.eval()
    begun = time.perf_counter()
    with torch.no_grad():
        found = [reader(field, one, nodes)().cpu().numpy() for one in places]
    return Outcome(found, searching + float(steps), time.perf_counter() - begun)


def reader(field: Field, places: Values, nodes: Nodes | None) -> Read:
    """Return what gives a field's values at places, with their graph.

    Raises:
        InputError: a field of lattices, one of cells, or one that must see a lattice first.
    """
    points = torch.from_numpy(places).to(next(field.parameters()).device)
    if isinstance(field, OinrContinuous):
        return Reader(field, points, nodes)
    if not isinstance(field, Pointwise):
        found = "which paints lattices or frames only"
    elif field.members > 1:
        found = f"which has {field.members} cells"
    elif type(field).observe is not Field.observe:
        found = "which looks at a whole lattice before it is fitted"
    else:
        return lambda: field(points[None])[0]
    raise InputError(
        "oinr.scattered.fields: expected oinr_continuous or a field of coordinates without cells, "
        f"found {type(field).__name__}, {found}"
    )
