"""Which fields are fitted: an operator once an encoding, and pointwise ones."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.oinr.derivatives import Derivatives, Encoding
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched
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
        params: of the stage: `signal`, `networks`, `size`, `timed`.
        recipes: of every field.
        signal: the picture.

    Raises:
        InputError: an architecture that cannot play its role, or that has no such size.
    """
    networks = params["networks"]
    refuse_others(networks[told.operator], "operator", "oinr")
    encodings = {
        name: varied(networks[told.operator], encoding, signal.shape[1:3])
        for name, encoding in told.encodings.items()
    }
    found = []
    for name, network in encodings.items():
        options = sized(name, network, params, signal)
        levels = "-".join(map(str, options.levels_of(signal.shape)))
        sort = {"cap": options.cap, "levels": levels, "padding": options.padding}
        reach = options.kernel // 2 * (len(options.channels) + 1)
        found.append((name, options, recipes[told.operator], reach, sort))
    for name in told.pointwise:
        refuse_others(networks[name], "pointwise", "siren")
        options = sized(name, networks[name], params, signal)
        found.append((name, options, recipes[name], reach, NO_ENCODING))
    return [
        Planned(name, options.model_dump(mode="json"), recipe, *rest, name in params["timed"])
        for name, options, recipe, *rest in found
    ]


def sized(name: str, network: dict[str, Any], params: dict[str, Any], signal: Signal) -> Any:
    """Return the options of a network of the size that is wanted."""
    size = params["size"] | {"field": name, "network": network, "signal": params["signal"]}
    return matched(size, signal.shape).network


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
