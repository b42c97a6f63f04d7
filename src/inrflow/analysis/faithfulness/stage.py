"""The workflow's stage `faithfulness`."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inrflow.analysis.faithfulness.curves import WHOLE, areas_under
from inrflow.analysis.faithfulness.damage import correlations
from inrflow.analysis.faithfulness.regions import regions_of
from inrflow.analysis.faithfulness.silence import cut
from inrflow.analysis.faithfulness.trial import Trial
from inrflow.analysis.frames import spaced
from inrflow.analysis.groupings.labels import Labels
from inrflow.analysis.measures import Measures
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file
from inrflow.signals.signal import Segments, Signal

FIT = ("signal", "field", "seed")


def measure_faithfulness(
    params: dict[str, Any],
    *,
    frames: Path,
    fit: Path,
    measures: Path,
    labels: Path,
    curves: Path,
    damage: Path,
    scalars: Path,
    masks: Path | None = None,
) -> None:
    """Silence neurons of one fit and measure what its pictures lose.

    Args:
        params: `signal`, `field`, `seed`, `threads` and the options of `Faithfulness`, whose
            seed is called `draw_seed`.
        frames: input, the signal.
        fit: input, the fitted field.
        measures: input, contributions of its neurons.
        labels: input, label maps.
        curves: output, parquet: PSNR against the share silenced, a row a region.
        damage: output, parquet: a row a sampled neuron.
        scalars: output, parquet: rank correlations, areas under the curves.
        masks: input, the segments, if there are any.
    """
    prepare(params["threads"])
    opened, grouped, signal = Measures.read(measures), Labels.read(labels), Signal.read(frames)
    field = _field(fit, signal)
    chosen = common_frames(opened, grouped, params["frames"])
    segments = Segments.read(masks, signal.shape) if masks else None
    regions = regions_of(grouped, segments, chosen, params["segments"])
    cuts, painted, lost = [cut(field, frame) for frame in chosen], [], []
    for place, stage in enumerate(opened.stages):
        # a stage's draws do not hang on the stages before it
        generator = np.random.default_rng([params["draw_seed"], place])
        here = [halted[stage] for halted in cuts]
        trial = Trial.of(opened, stage, here, chosen, params["draws"], generator)
        lost.append(trial.damage(params["sample"], generator).assign(stage=stage))
        rows = trial.curves(signal.values[chosen], regions, params["shares"])
        painted.append(rows.assign(stage=stage))
    tables = {
        curves: pd.concat(painted, ignore_index=True),
        damage: pd.concat(lost, ignore_index=True),
    }
    for path, table in (*tables.items(), (scalars, numbers(tables[curves], tables[damage]))):
        _write(table, params, path)


def common_frames(measures: Measures, labels: Labels, count: int) -> list[int]:
    """Return `count` frames, evenly spaced over those measured under all definitions.

    Raises:
        InputError: no frame was measured under all definitions.
    """
    shared = set(labels.frames["levels"])
    for definition in measures.definitions:
        shared &= set(measures.frames(definition))
    if not shared:
        raise InputError("measures: expected a frame under all definitions, found none")
    return spaced(sorted(shared), count)


def numbers(curves: pd.DataFrame, damage: pd.DataFrame) -> pd.DataFrame:
    """Return one row a number: `damage_spearman` and `area_under_psnr` (dB, whole picture)."""
    areas = areas_under(curves[curves["region"] == WHOLE])
    areas = areas.rename(columns={"area": "value"}).assign(measure="area_under_psnr")
    names = curves.drop_duplicates("order").set_index("order")["definition"]
    found = correlations(damage, names.to_dict()).assign(measure="damage_spearman")
    return pd.concat([found, areas], ignore_index=True)[["definition", "stage", "measure", "value"]]


def _field(fit: Path, signal: Signal) -> Field:
    field = Fit.read(fit).field
    if tuple(field.shape) != tuple(signal.shape):
        raise InputError(f"{fit}: expected a fit of {signal.shape}, found {field.shape}")
    return field


def _write(table: pd.DataFrame, params: dict[str, Any], path: Path) -> None:
    for place, key in enumerate(FIT):
        table.insert(place, key, params[key])
    with atomic_file(path) as part:
        table.to_parquet(part)
