"""Which fields are fitted: an operator once an encoding, and pointwise ones."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.oinr.derivatives import Derivatives, Encoding
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched, options, target_of
from inrflow.errors import InputError
from inrflow.signals.signal import Signal

NO_ENCODING = {"cap": None, "levels": None, "padding": None}


@dataclass(frozen=True)
class Planned:
    """A field to be fitted.

    Attributes:
        name: in tables: the encoding's, or a pointwise field's.
        network: its options, of the size that is wanted.
        recipe: of the fit.
        reach: half the operator's receptive field, samples; the same for all.
        told: cap, levels and padding in tables; of a pointwise field none.
        priced: whether its costs are measured.
    """

    name: str
    network: dict[str, Any]
    recipe: Recipe
    reach: int
    told: dict[str, Any]
    priced: bool


def planned(
    told: Derivatives, params: dict[str, Any], recipes: dict[str, Recipe], signal: Signal
) -> list[Planned]:
    """Return all fields, the operator's encodings first.

    Args:
        told: the options.
        params: of the stage: `signal`, `networks`, `timed`.
        recipes: of every field.
        signal: the picture.

    Raises:
        InputError: an architecture that cannot play its role, or that has no such size.
    """
    networks = networks_of(told, params["networks"], signal)
    sizes = sized(networks, told.budget, params["signal"], signal)
    found, reach = [], 0
    for name in told.encodings:
        network, recipe = sizes[name], recipes[told.operator]
        levels = "-".join(map(str, network.levels_of(signal.shape)))
        sort = {"cap": network.cap, "levels": levels, "padding": network.padding}
        reach = network.kernel // 2 * (len(network.channels) + 1)
        found.append((name, network, recipe, reach, sort))
    found += [(name, sizes[name], recipes[name], reach, NO_ENCODING) for name in told.pointwise]
    return [
        Planned(name, network.model_dump(mode="json"), recipe, *rest, name in params["timed"])
        for name, network, recipe, *rest in found
    ]


def networks_of(
    told: Derivatives, networks: dict[str, dict[str, Any]], signal: Signal
) -> dict[str, dict[str, Any]]:
    """Return the options of all fields by their names in tables, of no size yet.

    Raises:
        InputError: an architecture that cannot play its role.
    """
    refuse_others(networks[told.operator], "operator", "oinr")
    encodings = {
        name: varied(networks[told.operator], encoding, signal.shape[1:3])
        for name, encoding in told.encodings.items()
    }
    for name in told.pointwise:
        refuse_others(networks[name], "pointwise", "siren")
    return encodings | {name: networks[name] for name in told.pointwise}


def sized(
    networks: dict[str, dict[str, Any]], budget: int | None, name: str, signal: Signal
) -> dict[str, Any]:
    """Return options of one common size near the budget, encodings of all lengths counted.

    Raises:
        InputError: no such size.
    """
    known = {field: options(network) for field, network in networks.items()}
    if budget is None:
        return known
    target = target_of(known, signal.shape, budget, name)
    told = {"target": target, "signal": name}
    return {
        field: matched(told | {"field": field, "network": network}, signal.shape).network
        for field, network in networks.items()
    }


def varied(network: dict[str, Any], encoding: Encoding, sides: tuple[int, int]) -> dict[str, Any]:
    """Return an operator's options with another encoding.

    Levels fewer than the Nyquist limit leaves are those of a lattice with half the intervals for
    each level.
    """
    change = {"cap": encoding.cap, "padding": encoding.padding, "coarsest": None}
    if encoding.below:
        halves = 2**encoding.below
        change["coarsest"] = [max(2, (side - 1) // halves + 1) for side in sides]
    return network | change


def refuse_others(network: dict[str, Any], role: str, known: str) -> None:
    """Refuse a field that cannot play its role.

    Raises:
        InputError: an architecture that has no closed form, or no autograd to hold it against.
    """
    if network["architecture"] != known:
        raise InputError(
            f"oinr.derivatives.{role}: expected a field of {known}, found {network['architecture']}"
        )
