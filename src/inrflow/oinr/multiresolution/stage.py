"""The workflow's stage `oinr-multiresolution`: one picture, one seed, all fields.

Source: Pal et al., ICML 2024, Figs. 2, 10 and 14. The released code fits the continuous operator
alone, without baselines, and never paints the original size.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.check import check
from inrflow.config.oinr.multiresolution import Multiresolution
from inrflow.config.recipe import Recipe
from inrflow.encoding.tables import write_csv
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import refuse_nonfinite
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.measures.psnr import psnr
from inrflow.measures.ssim import ssim
from inrflow.oinr.multiresolution.fits import fit_lattices, painted_at
from inrflow.oinr.multiresolution.lattices import Lattices, lattices_of
from inrflow.oinr.multiresolution.networks import Sized, sized
from inrflow.oinr.multiresolution.resize import Picture, resized
from inrflow.oinr.rates import recipes_of
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

CLASSICAL = ("resized", "largest")  # the largest picture that fields are fitted to, resized
FIT = ["signal", "field", "trained", "seed"]


@dataclass(frozen=True)
class Outcome:
    """What one fit left.

    Attributes:
        painted: size -> what it paints there, not clamped.
        sizes: that it saw.
        told: columns of all its rows.
    """

    painted: dict[int, Picture]
    sizes: list[int]
    told: dict[str, Any]


def fit_sizes(
    params: dict[str, Any],
    *,
    frames: Path,
    table: Path,
    pictures: Path,
    rates: list[Path] | None = None,
) -> None:
    """Fit every field to the sizes asked for, and hold it against the picture at all sizes.

    Args:
        params: `multiresolution`: the part's options; `networks`, `recipes`: field -> its own;
            `order`: of the fields; `signal`: its name; `seed`.
        frames: input, the picture at its original size.
        table: output, csv, one row a (field, trained, size): signal, field (`resized`: the largest
            picture that fields see, resized), trained, seed, size (samples of the longer side),
            role (of the size, the same for all fields), seen (by this fit), height, width, psnr
            (dB), ssim (both clamped; ssim empty under 11 samples), seconds (of the fit's steps),
            steps, parameters, learning_rate.
        pictures: output, arrays FIELD.TRAINED: what each paints at the original size, clamped.
        rates: inputs, json of the learning rates' search, one a field in their order; None: as
            configured.
    """
    asked = asked_of(params)
    own = {name: params["recipes"][name] for name in asked.fields}
    recipes = recipes_of(own, rates, asked.recipe | {"steps": asked.steps})
    first = next(iter(recipes.values()))
    prepare(first.threads, first.precision)
    lattices = lattices_of(Signal.read(frames), asked, params["signal"])
    networks = sized(params["networks"], lattices, asked, params["signal"])
    fits = {CLASSICAL: classical(lattices, asked)}
    for (field, trained), network in networks.items():
        fits[field, trained] = fitted(network, recipes[field], lattices, params["seed"])
    named = {"signal": params["signal"], "seed": params["seed"]}
    results = pd.DataFrame(
        [
            named | {"field": field, "trained": trained} | row
            for (field, trained), fit in fits.items()
            for row in rows_of(fit, lattices)
        ]
    )
    write_csv(table, results[[*FIT, *results.columns.drop(FIT)]])
    shown = {".".join(names): fit.painted[lattices.original] for names, fit in fits.items()}
    write_arrays(pictures, "multiresolution", {k: v.clip(0, 1) for k, v in shown.items()}, named)


def asked_of(params: dict[str, Any]) -> Multiresolution:
    """Return the part's options, its fields in the order that parameters as text do not keep."""
    asked = check(Multiresolution, params["multiresolution"], "oinr.multiresolution")
    return asked.model_copy(
        update={"fields": {name: asked.fields[name] for name in params["order"]}}
    )


def fitted(network: Sized, recipe: Recipe, lattices: Lattices, seed: int) -> Outcome:
    """Fit one field to some sizes of a picture, and paint all.

    Raises:
        InputError: a field that knows one lattice only, or a fit that diverged.
    """
    field = build(network.network, lattices.shape(lattices.original), seed)
    field.to(choose_device(recipe.device))
    seen = [lattices.pictures[size] for size in network.sizes]
    seconds = fit_lattices(field, seen, recipe, seed)
    field.eval()
    painted = {size: painted_at(field, lattices.shape(size)) for size in lattices.pictures}
    for picture in painted.values():
        refuse_nonfinite(picture, recipe)
    told = {"seconds": seconds, "steps": recipe.steps, "parameters": network.parameters}
    return Outcome(painted, network.sizes, told | {"learning_rate": recipe.learning_rate})


def classical(lattices: Lattices, asked: Multiresolution) -> Outcome:
    """Resize the largest picture that fields are fitted to."""
    largest = max(asked.split[0])  # where it would be the truth itself
    begun = time.perf_counter()
    painted = {
        size: resized(lattices.pictures[largest], picture.shape[1:3], asked.filter, asked.lattice)
        for size, picture in lattices.pictures.items()
        if size != largest
    }
    return Outcome(painted, [largest], {"seconds": time.perf_counter() - begun})


def rows_of(fit: Outcome, lattices: Lattices) -> list[dict[str, Any]]:
    """Return one row a size."""
    rows = []
    for size, painted in fit.painted.items():
        truth, clamped = lattices.pictures[size], painted.clip(0, 1)
        told = {"size": size, "role": lattices.roles[size], "seen": size in fit.sizes}
        told |= {"height": truth.shape[1], "width": truth.shape[2]}
        told |= {"psnr": psnr(truth, clamped).mean(), "ssim": ssim(truth, clamped).mean()}
        rows.append(told | fit.told)
    return rows
