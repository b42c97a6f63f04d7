"""Fits of a pair of signals: each field, each seed, of equal size, for as many steps."""

from dataclasses import dataclass
from typing import Any

from inrflow.config.comparison import revised
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import matched
from inrflow.encoding.settled import settled
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint, refuse_nonfinite
from inrflow.fitting.optimise import optimise
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.fitting.stages import sizes
from inrflow.measures.quality import quality
from inrflow.oinr.weights.chain import refuse_others
from inrflow.oinr.weights.compared import Key
from inrflow.signals.signal import Signal

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A field to be fitted.

    Attributes:
        name: under `fields`.
        network: of the size wanted.
        recipe: as the part has it.
    """

    name: str
    network: dict[str, Any]
    recipe: Recipe


def asked_of(params: dict[str, Any], name: str, recipe: Recipe, signal: Signal) -> Asked:
    """Return a field of the size and with the recipe that the part asks for.

    Args:
        params: `networks`: name -> options; `weights`: the part's options; `size`: what `matched`
            is told besides.
        name: of the field.
        recipe: its own, at the learning rate of its search.
        signal: either of the pair.
    """
    told = {"network": params["networks"][name], "field": name} | params["size"]
    network = matched(settled(told, signal), signal.shape).network.model_dump(mode="json")
    change = params["weights"]["recipe"] | {"steps": params["weights"]["steps"], "evaluations": 0}
    return Asked(name, network, revised(recipe, change))


def refuse_shapes(signals: dict[str, Signal]) -> None:
    """Refuse two signals between which there is no line.

    Raises:
        InputError: shapes that differ.
    """
    (first, one), (second, other) = signals.items()
    if one.shape != other.shape:
        raise InputError(
            f"oinr.weights: expected two signals of one shape, found {first} {one.shape} and "
            f"{second} {other.shape}"
        )


def fitted(
    asked: Asked, signals: dict[str, Signal], seeds: list[int]
) -> tuple[dict[Key, Field], list[Row]]:
    """Return the fits by signal and seed, on the CPU, and a row each.

    Raises:
        InputError: a field that is no chain of sines, or a fit that diverged.
    """
    prepare(asked.recipe.threads, asked.recipe.precision)
    found, rows = {}, []
    for name, signal in signals.items():
        for seed in seeds:
            field = build(asked.network, signal.shape, seed).to(choose_device(asked.recipe.device))
            refuse_others(field)
            history = optimise(field, signal, asked.recipe, seed)
            found[name, seed] = field.cpu().eval()
            painted = paint(field)
            refuse_nonfinite(painted, asked.recipe)
            record = quality(signal.values, painted, sizes(field), signal.kind, signal.value_range)
            rows.append(
                {"signal": name, "field": asked.name, "seed": seed}
                | {key: record.get(key) for key in ("psnr", "ssim", "parameters")}
                | {"learning_rate": asked.recipe.learning_rate, "steps": asked.recipe.steps}
                | {"seconds": float(history["seconds"].iloc[-1])}
            )
    return found, rows
