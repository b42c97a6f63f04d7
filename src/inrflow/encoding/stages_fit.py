"""The workflow's stage `fit-group`: one field, one signal, all seeds."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.encoding.kept import keep, key_of, remember
from inrflow.encoding.matched import matched
from inrflow.encoding.run import Run, run, warm_up
from inrflow.encoding.settled import settled
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file, write_text
from inrflow.io.digest import digest_file
from inrflow.signals.signal import Signal

LOG = logging.getLogger(__name__)


def fit_seeds(
    params: dict[str, Any],
    *,
    frames: Path,
    fits: list[Path],
    painted: list[Path],
    histories: list[Path],
    metrics: list[Path],
    records: list[Path],
    rate: Path | None = None,
) -> None:
    """Fit one field to one signal, once a seed; a seed whose outputs are there is left alone.

    Args:
        params: `seeds`, `steps`, `evaluations`, `recipe` (less these two; less its learning rate
            where `rate` is given), `version` (of the code), and what `matched` needs.
        frames: input, the signal's frames.
        fits: outputs, one a seed: the fitted field.
        painted: outputs, signals: what each paints, clamped to [0, 1].
        histories: outputs, parquet: step, seconds, psnr.
        metrics: outputs, json: quality, size, costs.
        records: outputs, json: what the others were made of.
        rate: input, json of the learning rate's search.
    """
    values = params["recipe"] | {"steps": params["steps"], "evaluations": params["evaluations"]}
    searched = json.loads(rate.read_text()) if rate else {}
    if rate:
        values["learning_rate"] = searched["learning_rate"]
    recipe = check(Recipe, values, "recipe")
    prepare(recipe.threads, recipe.precision)
    signal = Signal.read(frames)
    found = matched(settled(params, signal), signal.shape)
    network = found.network.model_dump(mode="json")
    fixed = {"network": network, "recipe": recipe.model_dump(mode="json")}
    fixed |= {"frames": digest_file(frames), "version": params["version"]}
    edge = searched.get("edge", "")  # where the rate is an end of the grid, a better may lie beyond
    warm_up(recipe)
    outputs = zip(fits, painted, histories, metrics, strict=True)
    for seed, paths, record in zip(params["seeds"], outputs, records, strict=True):
        key = key_of(fixed | {"seed": seed, "edge": edge})
        if keep(record, key, list(paths)):
            LOG.info("seed %d: kept", seed)
            continue
        record.unlink(missing_ok=True)
        done = run(network, signal, recipe, seed)
        told = {"target": found.target, "deviation": found.deviation, "rate_edge": edge}
        _write(replace(done, record=done.record | told), signal, *paths)
        remember(record, key, list(paths))


def _write(
    done: Run, signal: Signal, fit: Path, painted: Path, history: Path, metrics: Path
) -> None:
    """Write what one fit left."""
    done.fit.write(fit)
    source = signal.source | {"network": done.fit.network, "seed": done.fit.seed}
    replace(signal, values=done.painted.clip(0, 1), source=source).write(painted)
    with atomic_file(history) as part:
        done.history.to_parquet(part)
    write_text(metrics, json.dumps(done.record, indent=1, sort_keys=True, allow_nan=False) + "\n")
