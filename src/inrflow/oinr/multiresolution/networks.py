"""The networks of a study of sizes: equally large, their encodings capped at what they see."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.oinr.multiresolution import Multiresolution, Trained
from inrflow.encoding.matched import matched, options, target_of
from inrflow.errors import InputError
from inrflow.oinr.multiresolution.lattices import Lattices


@dataclass(frozen=True)
class Sized:
    """A network as one fit has it.

    Attributes:
        network: architecture and options.
        parameters: that are trained.
        sizes: that the fit sees.
    """

    network: dict[str, Any]
    parameters: int
    sizes: list[int]


def sized(
    networks: dict[str, dict[str, Any]], lattices: Lattices, asked: Multiresolution, signal: str
) -> dict[tuple[str, Trained], Sized]:
    """Return (field, trained) -> the network, within 1 % of the size that all share.

    Args:
        networks: field -> its own.
        lattices: the picture at all sizes.
        asked: the budget, and what each field is fitted to.
        signal: its name, for errors.

    Raises:
        InputError: no common size near the budget, or a lattice that is too small for a kernel.
    """
    networks = {name: networks[name] for name in asked.fields}
    refuse_small(networks, lattices)
    sizes = {(field, trained): asked.fitted(trained) for field, trained in asked.fits}
    shapes = {fit: lattices.shape(seen[0]) for fit, seen in sizes.items()}
    capped = {
        fit: capped_at(networks[fit[0]], lattices.sides(seen[0])) for fit, seen in sizes.items()
    }
    target = None
    if asked.budget is not None:
        # capped at another lattice the same field comes in other sizes
        families = {
            f"{field} of {trained}": options(capped[field, trained]) for field, trained in capped
        }
        target = target_of(families, lattices.shape(min(lattices.pictures)), asked.budget, signal)
    found = {}
    for fit, network in capped.items():
        named = {"network": network, "field": fit[0], "signal": signal, "budget": None}
        one = matched(named | {"target": target}, shapes[fit])
        found[fit] = Sized(one.network.model_dump(mode="json"), one.parameters, sizes[fit])
    return found


def capped_at(network: dict[str, Any], sides: list[int]) -> dict[str, Any]:
    """Return a network whose capped levels are those of a lattice; any other one as it is.

    Args:
        network: architecture and options.
        sides: of the coarsest lattice that it will see, samples.
    """
    found = options(network)
    if getattr(found, "cap", False) and found.coarsest is None:
        return network | {"coarsest": sides}
    return network


def refuse_small(networks: dict[str, dict[str, Any]], lattices: Lattices) -> None:
    """Refuse pictures smaller than a kernel.

    Raises:
        InputError: one of them.
    """
    coarsest = min(lattices.pictures)
    shortest = min(lattices.sides(coarsest))
    for field, network in networks.items():
        kernel = getattr(options(network), "kernel", 1)
        if shortest < kernel:
            raise InputError(
                f"oinr.multiresolution.sizes: expected pictures of {kernel} samples a side or more "
                f"for the kernels of {field}, found {shortest} at size {coarsest}"
            )
