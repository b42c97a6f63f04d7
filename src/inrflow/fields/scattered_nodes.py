"""Nodes of sums that stand for integrals: of a lattice or a cloud, and which lie near a point."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64, Int64
from scipy.spatial import cKDTree
from torch import Tensor

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.oinr_continuous import spacings_of
from inrflow.errors import InputError
from inrflow.fields.lattice import coordinates_at
from inrflow.fields.oinr_kernel import OffsetKernel, covered

ON_BORDER = 1e-6  # domain units: nearer than float32 coordinates can tell
EDGE = 1 + 1e-6  # of the support, so that rounding leaves nobody out
PER_NODE = {1: 64, 2: 8, 3: 4}  # places an axis that cells of clouds are measured by, even


@dataclass(frozen=True)
class Nodes:
    """Where neurons are known.

    Attributes:
        places: coordinates, each axis in [-1, 1].
        widths: of the cell that a node stands for along each axis, domain units; at the border the
            cell reaches as far beyond it.
    """

    places: Float64[Tensor, "node axis"]
    widths: Float64[Tensor, "node axis"]


@dataclass(frozen=True)
class Near:
    """The nodes near each of some points, filled up to a table.

    Attributes:
        index: numbers of nodes, shape (point, near).
        offsets: from points to nodes, mirrored ones at the border, domain units.
        shares: what they weigh in a kernel's sum; 0 for those that fill up.
    """

    index: Int64[Tensor, "point near"]
    offsets: Float[Tensor, "point axis near"]
    shares: Float[Tensor, "point near"]


def refuse_outside(points: Float[Tensor, "point axis"], axes: int) -> None:
    """Refuse points that are not in the domain.

    Raises:
        InputError: none, another number of axes, or coordinates beyond [-1, 1] or not finite.
    """
    if points.shape[1] != axes:
        raise InputError(f"coordinates: expected {axes} numbers each, found {points.shape[1]}")
    if not len(points):
        raise InputError("coordinates: expected points, found none")
    if not bool((points.abs() <= 1 + ON_BORDER).all()):  # nan is not within either
        raise InputError("coordinates: expected numbers in [-1, 1], found others")


def lattice_nodes(shape: Shape) -> Nodes:
    """Return the samples of a signal's lattice as nodes."""
    count = shape[0] * shape[1] * shape[2]
    places = coordinates_at(torch.arange(count), shape).double()
    widths = torch.tensor(spacings_of(tuple(shape[a] for a in axes_of(shape))), dtype=torch.float64)
    return Nodes(places, widths.expand_as(places))


def cloud(points: Float[Tensor, "node axis"]) -> Nodes:
    """Return points as nodes, each with the cell of what lies nearer to it than to others.

    Cells are measured by counting places of a fine lattice: their volumes, and from the places'
    spread their widths. On square lattices of points both are exact.

    Raises:
        InputError: points outside the domain.
    """
    refuse_outside(points, points.shape[1])
    places, axes = points.double().cpu().numpy(), points.shape[1]
    per_axis = PER_NODE[axes] * max(round(len(places) ** (1 / axes)) - 1, 1)
    step = 2 / per_axis
    middles = (np.arange(per_axis) + 0.5) * step - 1
    fine = np.stack(np.meshgrid(*[middles] * axes, indexing="ij"), -1).reshape(-1, axes)
    _, owner = cKDTree(places).query(fine)
    counts = np.bincount(owner, minlength=len(places))
    apart, some = fine - places[owner], np.maximum(counts, 1)[:, None]
    first, second = (
        np.stack([np.bincount(owner, p, len(places)) for p in (apart**k).T], -1) / some
        for k in (1, 2)
    )
    # a box of width w has variance w^2 / 12, measured by places `step` apart step^2 / 12 less
    widths = np.sqrt(12 * (second - first**2) + step**2)
    volumes = counts * step**axes
    widths *= (volumes / widths.prod(1))[:, None] ** (1 / axes)
    widths[np.abs(places) > 1 - ON_BORDER] *= 2
    return Nodes(torch.from_numpy(places), torch.from_numpy(widths))


def near(points: Float[Tensor, "point axis"], nodes: Nodes, kernel: OffsetKernel) -> Near:
    """Return the nodes within a kernel's support around points.

    Args:
        points: anywhere in the domain.
        nodes: what sums run over.
        kernel: its support; that its weights are in cells of its reference lattice.

    Raises:
        InputError: a point without a node within the support.
    """
    supports, where = kernel.supports.double().cpu(), points.double().cpu()
    limits = supports + nodes.widths.amax(0) / 2
    owner, places = _mirrored(nodes.places, limits)
    tree, scaled = cKDTree((places / limits).numpy()), (where / limits).numpy()
    most = int(tree.query_ball_point(scaled, EDGE, p=np.inf, return_length=True).max())
    _, found = tree.query(scaled, range(1, max(most, 1) + 1), p=np.inf, distance_upper_bound=EDGE)
    index = torch.from_numpy(found)
    there = index < len(places)
    index = index.clamp(max=len(places) - 1)
    offsets = places[index] - where[:, None]
    shares = covered(offsets, supports, nodes.widths[owner[index]]).prod(-1) * there
    whole = (2 * supports / kernel.cells.double().cpu()).prod()
    shares *= whole / _positive(shares.sum(1, keepdim=True))
    first, to = shares.argsort(dim=1, descending=True), kernel.supports
    first = first[:, : int((shares > 0).sum(1).max())]  # a table as narrow as it can be
    index, shares = owner[index].gather(1, first), shares.gather(1, first)
    offsets = offsets.gather(1, first[..., None].expand(-1, -1, offsets.shape[2])).mT.contiguous()
    return Near(index.to(to.device), offsets.to(to), shares.to(to))


def _positive(sums: Float64[Tensor, "point 1"]) -> Float64[Tensor, "point 1"]:
    lonely = int((sums <= 0).sum())
    if lonely:
        raise InputError(
            "network.support: expected a sample within the kernels' support of every point, found "
            f"{lonely} points without; take a larger support or more samples"
        )
    return sums


def _mirrored(
    places: Float64[Tensor, "node axis"], limits: Float64[Tensor, " axis"]
) -> tuple[Int64[Tensor, " all"], Float64[Tensor, "all axis"]]:
    """Return nodes and their mirror images within the limits beyond the border, and whose."""
    numbers, owners, images = torch.arange(len(places)), [], []
    for faces in product((0.0, -1.0, 1.0), repeat=places.shape[1]):
        face = torch.tensor(faces, dtype=torch.float64)
        chosen = _beside(places, face, limits)
        owners.append(numbers[chosen])
        images.append(torch.where(face != 0, 2 * face - places, places)[chosen])
    return torch.cat(owners), torch.cat(images)


def _beside(
    places: Float64[Tensor, "node axis"], face: Tensor, limits: Tensor
) -> Bool[Tensor, " node"]:
    """Return which nodes are near, and not on, all faces that are not 0."""
    apart = (face - places).abs()
    return ((face == 0) | ((apart <= limits) & (apart > ON_BORDER))).all(1)
