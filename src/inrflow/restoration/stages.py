"""The workflow's stages `restoration-search` and `restoration-fit`: all fields of a task."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.config.restoration.task import Task
from inrflow.encoding.search import choose, grid, tried
from inrflow.errors import InputError
from inrflow.fitting.runtime import choose_device, prepare
from inrflow.io.atomic import atomic_file, write_text
from inrflow.restoration.fit import Course, restore
from inrflow.restoration.networks import sized
from inrflow.restoration.problem import Problem, posed
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

SHARED = ("threads", "precision", "device")  # of the process: all fields of a job have the same


def search_rates(params: dict[str, Any], *, frames: Path, table: Path, chosen: Path) -> None:
    """Fit every field once a learning rate; the largest PSNR at the blind step wins.

    Args:
        params: `task`, as long as a search's fit; `networks`, `recipes`: field -> those; `rates`;
            `evaluations`; `signal`; `seed`.
        frames: input, the picture that is searched on.
        table: output, csv, one row a (field, rate): psnr (dB, empty where the fit diverged).
        chosen: output, json: field -> learning_rate, psnr, edge (an end of the grid), parameters.
    """
    task = check(Task, params["task"], "restoration.tasks")
    rates, seed = grid(**params["rates"]), params["seed"]
    recipes = _recipes(params, task)
    problem = _begun(task, recipes, frames, seed)
    networks = sized(params["networks"], problem.lattice, task.budget, params["signal"])
    rows = []
    for field, recipe in recipes.items():
        network = networks[field].network.model_dump(mode="json")
        found = _tried(network, problem, recipe, rates, seed, field)
        rows += [[field, params["signal"], rate, psnr] for rate, psnr in found.items()]
    best, whole = choose(pd.DataFrame(rows, columns=["field", "signal", "learning_rate", "psnr"]))
    record = {
        row["field"]: row | {"parameters": networks[row["field"]].parameters}
        for row in best.to_dict("records")
    }
    with atomic_file(table) as part:
        whole.to_csv(part, index=False, float_format="%.6g")
    write_text(chosen, json.dumps(record, indent=1, sort_keys=True) + "\n")


def fit_fields(
    params: dict[str, Any],
    *,
    frames: Path,
    curves: Path,
    metrics: Path,
    pictures: Path,
    rates: Path | None = None,
) -> None:
    """Fit all fields of a task to the measurements of one picture, one seed.

    Args:
        params: `task`; `networks`, `recipes`: field -> those; `evaluations`; `signal`; `seed`.
        frames: input, the picture.
        curves: output, parquet: field, step, seconds, kept, held_out, psnr, ssim, psnr_unclamped,
            psnr_oinr.
        metrics: output, json: field -> parameters, learning_rate, edge, steps, and `chosen`:
            selection -> row of its curve.
        pictures: output, arrays `truth`, `seen` (the measurements as a picture) and
            FIELD/SELECTION, not clamped.
        rates: input, json of the search; None: each field's own learning rate.
    """
    task = check(Task, params["task"], "restoration.tasks")
    found = {} if rates is None else json.loads(rates.read_text())
    recipes = _recipes(params, task, found)
    problem = _begun(task, recipes, frames, params["seed"])
    networks = sized(params["networks"], problem.lattice, task.budget, params["signal"])
    table, record, painted = [], {}, _shown(problem)
    for field, recipe in recipes.items():
        network = networks[field].network.model_dump(mode="json")
        course = _fitted(network, problem, recipe, params["seed"], field)
        table.append(course.curve.assign(field=field))
        record[field] = {
            "parameters": networks[field].parameters,
            "learning_rate": recipe.learning_rate,
            "edge": found.get(field, {}).get("edge", ""),
            "steps": recipe.steps,
            "chosen": course.chosen,
        }
        painted |= {f"{field}/{name}": one for name, one in course.pictures.items()}
    every = pd.concat(table, ignore_index=True)
    with atomic_file(curves) as part:
        every[["field", *every.columns.drop("field")]].to_parquet(part)
    write_arrays(pictures, "restored", painted, {"unit": "signal units"})
    write_text(metrics, json.dumps(record, indent=1) + "\n")  # fields in the task's order


def _recipes(
    params: dict[str, Any], task: Task, found: dict[str, Any] | None = None
) -> dict[str, Recipe]:
    """Return each field's recipe as the task has it, in the task's order.

    Raises:
        InputError: a key that does not exist, or fields that differ in what one process has once.
    """
    change = task.recipe | {"steps": task.steps, "evaluations": params["evaluations"]}
    recipes = {}
    for field in task.fields:
        searched = {k: v for k, v in (found or {}).get(field, {}).items() if k == "learning_rate"}
        recipes[field] = check(Recipe, params["recipes"][field] | change | searched, "recipe")
    for key in SHARED:
        if len({getattr(one, key) for one in recipes.values()}) > 1:
            raise InputError(
                f"recipe.{key}: expected the same for all fields of a task, found "
                f"{ {name: getattr(one, key) for name, one in recipes.items()} }"
            )
    return recipes


def _begun(task: Task, recipes: dict[str, Recipe], frames: Path, seed: int) -> Problem:
    """Settle the process and return what is measured."""
    first = next(iter(recipes.values()))
    prepare(first.threads, first.precision)
    return posed(task, Signal.read(frames), seed, choose_device(first.device))


def _tried(
    network: dict[str, Any],
    problem: Problem,
    recipe: Recipe,
    rates: list[float],
    seed: int,
    field: str,
) -> dict[float, float]:
    """Return rate -> PSNR at the step chosen without ground truth, dB; NaN where a fit diverged.

    Raises:
        InputError: no rate has led to a fit; the last one's error.
    """

    def reached(rate: float) -> float:
        own = recipe.model_copy(update={"learning_rate": rate})
        course = _fitted(network, problem, own, seed, field)
        return float(course.curve["psnr"].iloc[course.chosen["blind"]])

    return tried(rates, reached)


def _fitted(
    network: dict[str, Any], problem: Problem, recipe: Recipe, seed: int, field: str
) -> Course:
    """Return a fit; its error names the field."""
    try:
        return restore(network, problem, recipe, seed)
    except InputError as error:
        raise InputError(f"field {field}: {error}") from None


def _shown(problem: Problem) -> dict[str, Any]:
    """Return the truth, and the measurements as a picture of its size."""
    return {"truth": problem.truth, "seen": problem.seen[0].cpu().numpy()}
