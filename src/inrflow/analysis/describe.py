"""The workflow's stage `describe`: from the measures of one fit to its tables and scalars."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Float
from skimage.color import rgb2gray

from inrflow.analysis import distribution
from inrflow.analysis import intensity as of_intensity
from inrflow.analysis import motion as of_motion
from inrflow.analysis import objects as of_objects
from inrflow.analysis import omission as of_omission
from inrflow.analysis.measures import Measures
from inrflow.analysis.neurons import dispersion_tables, summary
from inrflow.analysis.over_frames import means_over_frames
from inrflow.io.atomic import atomic_file
from inrflow.signals.signal import Flow, Segments, Signal

DISPERSION = ("std", "signed_std", "absolute_std", "variance", "explained", "excess")


def describe(
    params: dict[str, Any],
    *,
    measures: Path,
    painted: Path,
    frames: Path,
    flow: Path,
    dispersion: Path,
    grouping: Path,
    curves: Path,
    objects: Path,
    motion: Path,
    omission: Path,
    intensity: Path,
    scalars: Path,
    masks: Path | None = None,
) -> None:
    """Write the tables of one fit.

    Args:
        params: `signal`, `field`, `seed`; `motion`: what counts as motion.
        measures: input.
        painted: input, the signal that the fit paints.
        frames: input, the signal's frames.
        flow: input.
        dispersion: output, parquet, one row a neuron, grouping, frame.
        grouping: output, parquet, medians of the dispersions.
        curves: output, parquet, pixels per neuron and the distribution of contributions.
        objects: output, parquet, contributions to segments over time.
        motion: output, parquet, fluctuation against optical flow.
        omission: output, parquet, density and error against size and luminance.
        intensity: output, parquet, contribution against intensity and edges.
        scalars: output, parquet, one row a number.
        masks: input, where the signal has segments.
    """
    names = {key: params[key] for key in ("signal", "field", "seed")}
    found, signal = Measures.read(measures), Signal.read(frames)
    segments = Segments.read(masks, signal.shape) if masks else None
    rows = segments.table if segments else []
    errors = squared_error(Signal.read(painted), signal)
    tables = {
        curves: distribution.table(found),
        intensity: of_intensity.table(found, signal),
        motion: of_motion.table(found, Flow.read(flow), signal, **params["motion"]),
        omission: of_omission.table(found, signal, errors, segments),
        objects: of_objects.table(found, rows),
    }
    write_rows(dispersion, dispersion_tables(found), names)
    grouped = summarise(dispersion, found)
    with atomic_file(grouping) as part:
        grouped.to_parquet(part)
    parts = [
        melted(grouped),
        distribution.scalars(found, signal),
        of_intensity.scalars(tables[intensity]),
        of_motion.scalars(tables[motion]),
        of_omission.scalars(tables[omission]),
        of_objects.scalars(found, rows),
        luminance(signal, found),
        encodings(found),
    ]
    for path, table in tables.items():
        write_rows(path, [table], names)
    write_rows(scalars, [pd.concat([part for part in parts if len(part)])], names)


def luminance(signal: Signal, measures: Measures) -> pd.DataFrame:
    """Return the clip's mean luminance, 0..1, as a scalar of every definition."""
    mean = float(np.mean([rgb2gray(frame).mean() for frame in signal.values]))
    rows = [(name, "picture", "luminance", mean) for name in measures.definitions]
    return pd.DataFrame(rows, columns=["definition", "stage", "measure", "value"])


def encodings(measures: Measures) -> pd.DataFrame:
    """Return how well features of the encoding predict maps, as scalars; means over frames."""
    names = ["encoding_r2", "encoding_r2_chance"]
    rows = [
        (definition, stage, *measures.get(definition, stage, "encoding", frame).tolist())
        for definition in measures.definitions
        for stage in measures.stages
        for frame in measures.frames(definition)
    ]
    return means_over_frames(pd.DataFrame(rows, columns=["definition", "stage", *names]), names)


def squared_error(painted: Signal, signal: Signal) -> Float[np.ndarray, "frame y x"]:
    """Return the squared error of the picture, mean over channels."""
    return ((painted.values - signal.values) ** 2).mean(axis=-1)


def write_rows(path: Path, parts: Iterable[pd.DataFrame], names: dict[str, Any]) -> None:
    """Write tables one after the other with a fit's names in front, one in memory at a time."""
    schema, writer = None, None
    with atomic_file(path) as part:
        try:
            for rows in parts:
                whole = rows.assign(**names)[[*names, *rows.columns]]
                block = pa.Table.from_pandas(whole, schema=schema, preserve_index=False)
                schema = schema or block.schema
                writer = writer or pq.ParquetWriter(part, schema)
                writer.write_table(block)
        finally:
            if writer is not None:
                writer.close()


def summarise(dispersion: Path, measures: Measures) -> pd.DataFrame:
    """Return the medians of a fit's dispersions, stage by stage, so that all rows need not fit."""
    keys = ["signal", "field", "seed", "definition", "reading", "stage", "grouping"]
    parts = []
    for definition in measures.definitions:
        for stage in measures.stages:
            filters = [("definition", "==", definition), ("stage", "==", stage)]
            parts.append(summary(pd.read_parquet(dispersion, filters=filters), keys))
    return pd.concat(parts, ignore_index=True)


def melted(grouped: pd.DataFrame) -> pd.DataFrame:
    """Return medians of the dispersions as scalars `std_GROUPING`, ..., one row a number."""
    values = {f"median_{name}": name for name in DISPERSION}
    long = grouped.melt(["definition", "stage", "grouping"], list(values), "kind")
    long["measure"] = long["kind"].map(values) + "_" + long["grouping"]
    return long.dropna(subset="value")[["definition", "stage", "measure", "value"]]
