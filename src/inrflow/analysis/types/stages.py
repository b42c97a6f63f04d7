"""The workflow's stage `types`: clusters of neurons of one field on one signal, all seeds."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.analysis.frames import nearest
from inrflow.analysis.measures import Measures
from inrflow.analysis.types.find import Found, find
from inrflow.analysis.types.vectors import Where, gather, speaking
from inrflow.errors import InputError
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_file
from inrflow.signals.store import write_arrays
from inrflow.tracing.canvas import Canvas

ALL_SEEDS = -1  # in the column `seed` of numbers that all seeds make together
ENOUGH = 3  # fewer neurons cannot be grouped


def find_types(
    params: dict[str, Any],
    *,
    measures: list[Path],
    canvases: list[Path],
    digests: list[Path],
    neurons: Path,
    samples: Path,
    scalars: Path,
) -> None:
    """Cluster a sample of the neurons of every stage, and measure what the clusters are worth.

    Args:
        params: `signal`, `field`, `seeds` in the order of the inputs, `threads`, and the options
            of the configuration's block `xinc.types`.
        measures: inputs, one a seed.
        canvases: inputs, stores, one a seed.
        digests: inputs, their digests; named so that canvases that changed are read again.
        neurons: output, parquet, one row a neuron of the sample.
        samples: output, |C| of a few neurons of each cluster.
        scalars: output, parquet, one row a number.
    """
    prepare(params["threads"])
    opened = [Measures.read(path) for path in measures]
    stores = dict(zip(params["seeds"], map(Canvas.open, canvases), strict=True))
    where = place(opened[0], params)
    found = {}
    for stage in opened[0].stages:
        sample = gather(opened, params["seeds"], stage, where, params["sample"])
        there = sum(int(speaking(one, stage, where).sum()) for one in opened)
        if there >= ENOUGH:
            found[stage] = find(sample, there, stage, where, stores, params)
    if not found:
        raise InputError(
            f"xinc.types: expected a stage of {params['field']} on {params['signal']} with at "
            f"least {ENOUGH} neurons that are not dead, found none"
        )
    _write_tables(params, found, neurons, scalars)
    notes = {"samples": {stage: one.shown for stage, one in found.items()}}
    notes |= {"definition": where.definition, "frame": where.frame}
    write_arrays(samples, "samples", {stage: one.maps for stage, one in found.items()}, notes)


def place(measures: Measures, params: dict[str, Any]) -> Where:
    """Return definition, grouping, and the measured frame nearest to the one asked for.

    Raises:
        InputError: a definition or grouping that was not measured.
    """
    definition, grouping = params["definition"], params["grouping"]
    if definition not in measures.definitions:
        raise InputError(
            f"xinc.types.definition: expected one of {measures.definitions}, found {definition!r}"
        )
    known = list(measures.groupings(definition))
    if grouping not in known:
        raise InputError(f"xinc.types.grouping: expected one of {known}, found {grouping!r}")
    frame = nearest(measures.frames(definition), params["frame"])
    return Where(definition, frame, grouping)


def _write_tables(
    params: dict[str, Any], found: dict[str, Found], neurons: Path, scalars: Path
) -> None:
    table = pd.concat([one.table for one in found.values()], ignore_index=True)
    table.insert(0, "signal", params["signal"])
    table.insert(1, "field", params["field"])
    with atomic_file(neurons) as part:
        table.to_parquet(part)
    keys = {"signal": params["signal"], "field": params["field"], "seed": ALL_SEEDS}
    keys["definition"] = params["definition"]
    rows = [
        keys | {"stage": stage, "measure": name, "value": value}
        for stage, one in found.items()
        for name, value in one.scores.items()
    ]
    with atomic_file(scalars) as part:
        pd.DataFrame(rows).to_parquet(part)
