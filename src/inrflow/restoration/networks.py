"""Networks of a task's fields: all of one size."""

from typing import Any

from inrflow.encoding.budget import Matched
from inrflow.encoding.matched import as_configured, matched, options, target_of


def sized(
    networks: dict[str, dict[str, Any]],
    lattice: tuple[int, int, int, int],
    budget: int | None,
    signal: str,
) -> dict[str, Matched]:
    """Return each field's network at the size that all share within 1 %.

    Args:
        networks: field's name -> its network.
        lattice: (frames, height, width, channels) that they paint.
        budget: parameters asked for; None: networks as configured.
        signal: its name, for errors.
    """
    families = {name: options(network) for name, network in networks.items()}
    if budget is None:
        return {name: as_configured(one, lattice) for name, one in families.items()}
    asked = {"target": target_of(families, lattice, budget, signal), "signal": signal}
    return {
        name: matched(asked | {"network": network, "field": name}, lattice)
        for name, network in networks.items()
    }
