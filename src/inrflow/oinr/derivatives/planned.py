"""Which fields are fitted: an operator once an encoding, and a pointwise field."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.oinr.derivatives import Derivatives, Encoding
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched
from inrflow.errors import InputError
from inrflow.signals.signal import Signal

ROLES = {"operator": ("oinr",), "pointwise": ("siren",)}  # -> architectures that can play them


@dataclass(frozen=True)
class Planned:
    """A field to be fitted.

    Attributes:
        name: in tables: the encoding's, or the pointwise field's.
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
    """Return all fields, the pointwise one last.

    Args:
        told: the options.
        params: of the stage: `signal`, `networks`, `size`.
        recipes: of both roles.
        signal: the picture.

    Raises:
        InputError: an architecture that cannot play its role, or that has no such size.
    """
    refuse_others(params["networks"])
    networks = {
        name: varied(params["networks"]["operator"], encoding, signal.shape[1:3])
        for name, encoding in told.encodings.items()
    } | {told.pointwise: params["networks"]["pointwise"]}
    found, reach = [], 0
    for place, (name, network) in enumerate(networks.items()):
        size = params["size"] | {"field": name, "network": network, "signal": params["signal"]}
        options = matched(size, signal.shape).network
        sort = {"cap": None, "levels": None, "padding": None}
        if name in told.encodings:
            reach = options.kernel // 2 * (len(options.channels) + 1)
            levels = "-".join(map(str, options.levels_of(signal.shape)))
            sort = {"cap": options.cap, "levels": levels, "padding": options.padding}
        recipe = recipes["operator" if name in told.encodings else "pointwise"]
        whole = options.model_dump(mode="json")
        priced = place in (0, len(networks) - 1)
        found.append(Planned(name, whole, recipe, reach, sort, priced))
    return found


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


def refuse_others(networks: dict[str, dict[str, Any]]) -> None:
    """Refuse fields that cannot play their roles.

    Raises:
        InputError: an architecture that has no closed form, or no autograd to hold it against.
    """
    for role, known in ROLES.items():
        found = networks[role]["architecture"]
        if found not in known:
            raise InputError(
                f"oinr.derivatives.{role}: expected a field of {' or '.join(known)}, found {found}"
            )
