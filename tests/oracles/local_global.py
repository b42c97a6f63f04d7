"""Local-Global networks as they are written down: cell by cell, with the concatenation.

Source: Croppable INRs section 3; the released wiring.
"""

from typing import Any

import torch
from torch import Tensor


def sine(z: Tensor, omega: float, numbers: Tensor | None) -> Tensor:
    """sin(omega z), or exp(a) sin(exp(b) omega z + c) + d."""
    if numbers is None:
        return torch.sin(omega * z)
    a, b, c, d = numbers
    return torch.exp(a) * torch.sin(torch.exp(b) * omega * z + c) + d


def cells(size: tuple[int, ...], factors: list[int]) -> Tensor:
    """Number of the cell of each point of a lattice: floor((p + 1) / 2 C), C - 1 at p = 1."""
    number = torch.zeros(size, dtype=torch.long)
    for where in torch.cartesian_prod(*map(torch.arange, size)).reshape(-1, len(size)).tolist():
        cell = 0
        for place, side, count in zip(where, size, factors, strict=True):
            cell = cell * count + min(place * count // (side - 1), count - 1)
        number[tuple(where)] = cell
    return number.flatten()


def paint(
    state: dict[str, Tensor],
    options: dict[str, Any],
    size: tuple[int, ...],
    numbers: dict[str, Tensor] | None = None,
) -> Tensor:
    """What the last layer makes at every point of a lattice: (sample, channel).

    Args:
        state: weights of all cells.
        options: partition, layers, first_omega, hidden_omega.
        size: of the lattice, one side an axis of more than one sample.
        numbers: (a, b, c, d) of `global`, `local` and `merge`; None: plain sines.
    """
    sides = [torch.linspace(-1, 1, n) for n in size]
    points = torch.stack(torch.meshgrid(*sides, indexing="ij"), -1).flatten(0, -2)
    owner, painted = cells(size, options["partition"]), {}

    def mix(name: str, x: Tensor, cell: int) -> Tensor:
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        return x @ weight[cell] + bias[cell, 0]

    def bend(part: str, z: Tensor, depth: int) -> Tensor:
        first = depth == 1 and part != "merge"
        omega = options["first_omega"] if first else options["hidden_omega"]
        return sine(z, omega, None if numbers is None else numbers[part])

    for index, (point, cell) in enumerate(zip(points, owner.tolist(), strict=True)):
        merged, advice = point, point
        for i in range(1, options["layers"]):
            advice = bend("global", mix(f"stages.global{i}.affine", advice, 0), i)
            own = bend("local", mix(f"stages.local{i}.affine", merged, cell), i)
            merged = bend("merge", mix("merge", torch.cat([own, advice]), 0), i)
        painted[index] = mix("stages.head.affine", merged, cell)
    return torch.stack([painted[index] for index in range(len(points))])


def paint_added(state: dict[str, Tensor], options: dict[str, Any], size: tuple[int, ...]) -> Tensor:
    """As `paint`, with m_i = l_i + sin(omega (F_i g_i + .)): `fc + add` of Table 9."""
    sides = [torch.linspace(-1, 1, n) for n in size]
    points = torch.stack(torch.meshgrid(*sides, indexing="ij"), -1).flatten(0, -2)
    first, hidden = options["first_omega"], options["hidden_omega"]

    def mix(name: str, x: Tensor, cell: int = 0) -> Tensor:
        name = f"stages.{name}.affine"
        inner = f"{name}.once" if f"{name}.once.weight" in state else name
        return x @ state[f"{inner}.weight"][cell] + state[f"{inner}.bias"][cell, 0]

    painted = []
    for point, cell in zip(points, cells(size, options["partition"]).tolist(), strict=True):
        merged, advice = point, point
        for i in range(1, options["layers"]):
            omega = first if i == 1 else hidden
            advice = torch.sin(omega * mix(f"global{i}", advice))
            own = torch.sin(omega * mix(f"local{i}", merged, cell))
            merged = own + torch.sin(hidden * mix(f"merge{i}", advice))
        painted.append(mix("head", merged, cell))
    return torch.stack(painted)
