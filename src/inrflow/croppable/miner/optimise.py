"""How a signal becomes scales: each is fitted to what those before it left.

Source: MINER's released code. The coarsest scale paints the signal itself, in all blocks; later
ones what is missing, in blocks where much is.
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from inrflow.config.croppable.miner import MinerNetworks, MinerRecipe
from inrflow.croppable.miner.descend import descend
from inrflow.croppable.miner.fit import MinerFit, painted
from inrflow.croppable.miner.pyramid import cut, doubled, lattices, reduced, refuse_sides
from inrflow.croppable.miner.scale import Scale, initialise, make, warm_start
from inrflow.signals.signal import Signal

Values = Float[Tensor, "frame y x channel"]


def fit(
    signal: Signal, networks: MinerNetworks, recipe: MinerRecipe, seed: int, device: torch.device
) -> tuple[MinerFit, list[dict[str, Any]]]:
    """Fit the scales one after the other, each to what those before it left.

    Returns:
        The fit, and of each scale `active` networks, `blocks`, and what `descend` tells.

    Raises:
        InputError: sides that the blocks do not tile, or a loss that is no longer finite.
    """
    refuse_sides(signal.shape, networks.block, networks.scales)
    values = torch.from_numpy(signal.values).to(device)
    scales: list[Scale] = []
    told = [_add(scales, values, networks, recipe, seed) for _ in range(networks.scales)]
    return MinerFit(networks, scales, recipe.model_dump(mode="json"), seed, signal.described), told


def _add(
    scales: list[Scale], values: Values, networks: MinerNetworks, recipe: MinerRecipe, seed: int
) -> dict[str, Any]:
    """Fit the next scale and append it; return what became of it."""
    number, block = len(scales), networks.block
    shape = lattices(tuple(values.shape), networks.scales)[number]
    finer = networks.scales - 1 - number
    target = reduced(values, 2**finer)
    estimate = doubled(painted(scales)) if scales else torch.zeros_like(target)
    left = cut(target - estimate, block)
    wanted = left.square().mean((1, 2)) > networks.active_above
    active = torch.nonzero(wanted)[:, 0].tolist() if scales else list(range(len(left)))
    scale = make(networks, number, shape, active)
    told = {"scale": number, "blocks": scale.blocks, "active": len(active)}
    scales.append(scale)
    if not active:
        return told | {"steps": 0, "frozen": 0, "loss": None}
    initialise(scale, number, seed)
    scale.field.to(values.device)
    if number >= recipe.warm_from:
        warm_start(scale, scales[-2])

    def error() -> float:
        whole = doubled(estimate + scale.painted(), finer)
        return float((whole - values).square().mean())

    powers = cut(target, block).square().mean((1, 2))[active]
    settled = recipe.settled_below if finer else 0.0
    return told | descend(scale, number, left[active], powers, recipe, settled, error)
