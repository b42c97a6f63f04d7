"""The workflow's stages `survey-clips` and `survey-choice`."""

import json
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from inrflow.config.check import check
from inrflow.config.readers.clips import Clips
from inrflow.config.survey import DataSet, SurveyEntry
from inrflow.errors import InputError
from inrflow.io.atomic import atomic_file, write_text
from inrflow.signals.panoptic.clip import Clip, read_segments
from inrflow.signals.survey.choose import distances, farthest
from inrflow.signals.survey.describe import Counts, clip_row, summary_row


def survey_clips(params: dict[str, Any], *, clips: Path, summary: Path) -> None:
    """Measure all clips of a data set.

    Args:
        params: `name` of the data set, its `dataset` and `measured`.
        clips: output, csv, a row a clip; sizes are shares of the picture.
        summary: output, csv, one row.
    """
    entry = _entry(params)
    reader, rows, total = _reader(entry.dataset), [], Counts()
    for name in reader.names(entry.dataset):
        clip = reader.clip(of_clip(entry.dataset, reader, name))
        counts = Counts()
        counts.add(_measured(clip, entry))
        rows.append(clip_row(name, len(clip.pictures), len(clip.masks), counts))
        total.pool(counts)
    if not rows:
        raise InputError(f"survey.{params['name']}: expected clips, found none")
    table = pd.DataFrame(rows)
    _write(table, clips)
    _write(pd.DataFrame([summary_row(params["name"], table, total)]), summary)


def survey_choice(params: dict[str, Any], *, clips: Path, overlay: Path) -> None:
    """Choose clips that differ and write them as signals of a configuration.

    Args:
        params: `name` of the data set, its `dataset`, `choose` and `frames`.
        clips: input, the table of `survey_clips`.
        overlay: output, YAML for Snakemake's `--configfile`.

    Raises:
        InputError: no clip has as many frames as asked for.
    """
    entry, table = _entry(params), pd.read_csv(clips, dtype={"clip": str})
    fit = table[table["frames"].between(*entry.span) & (table["instances_per_frame"] > 0)]
    if fit.empty:
        found = f"{table['frames'].min()} to {table['frames'].max()}"
        raise InputError(
            f"survey.{params['name']}.frames: expected clips with segments of {entry.span[0]} "
            f"to {entry.span[1]} frames, found none; clips have {found} frames"
        )
    order = farthest(distances(fit), entry.choose)
    names = [fit["clip"].iloc[place] for place in order]
    write_text(overlay, _overlay(params["name"], entry.dataset, names, len(fit)))


def of_clip(dataset: DataSet, reader: ModuleType, name: str) -> Any:
    """Return the reader's options of one clip of a data set."""
    key = "video" if isinstance(dataset, Clips) else "image"
    return reader.Options(**dataset.model_dump(), **{key: name})


def _overlay(dataset: str, options: DataSet, names: list[str], among: int) -> str:
    """Return a configuration of chosen clips; a value stands as JSON, which YAML reads as it is."""
    reader, lines = _reader(options), []
    signals = [re.sub(r"[^A-Za-z0-9_-]", "-", f"{dataset}-{name}") for name in names]
    for signal, name in zip(signals, names, strict=True):
        values = of_clip(options, reader, name).model_dump(mode="json", exclude_unset=False)
        lines.append(f"  {signal}: {json.dumps(values, sort_keys=True)}\n")
    head = f"# {len(names)} clips that differ most, of {among} in {dataset}; for --configfile.\n"
    if options.resize is None:
        head += "# Not resized: give `survey` a resize, unless fields paint this size.\n"
    return f"{head}signals:\n{''.join(lines)}xinc: {{signals: {json.dumps(signals)}}}\n"


def _measured(clip: Clip, entry: SurveyEntry) -> Any:
    """Read the masks of some annotated frames, evenly spaced."""
    frames = sorted(clip.masks)
    count = min(entry.measured or len(frames), len(frames))
    places = np.linspace(0, len(frames) - 1, count).round().astype(int) if count else []
    taken = [frames[place] for place in places]
    pictures = [clip.pictures[frame] for frame in taken] or clip.pictures[:1]
    few = replace(
        clip, pictures=pictures, masks={i: clip.masks[frame] for i, frame in enumerate(taken)}
    )
    return read_segments(few, entry.dataset.crop, entry.dataset.resize)


def _entry(params: dict[str, Any]) -> SurveyEntry:
    values = {key: value for key, value in params.items() if key != "name"}
    return check(SurveyEntry, values, f"survey.{params['name']}")


def _reader(dataset: DataSet) -> ModuleType:
    return import_module(f"inrflow.signals.readers.{dataset.reader}")


def _write(table: pd.DataFrame, path: Path) -> None:
    with atomic_file(path) as part:
        table.to_csv(part, index=False)
