"""Figure `motion`: where contributions fluctuate, and what moves there (XINC Fig. 9)."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.analysis.few import FEW
from inrflow.analysis.frames import nearest
from inrflow.analysis.measures import Measures
from inrflow.analysis.motion import COLUMNS, REGIONS, Moved, regions
from inrflow.figures.quality import describe_fits
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Flow, Signal

COLORS = {"away": "#D9D9D9", "near": "#56B4E9", "uncovered": "#E69F00", "moving": "#000000"}
MARKS = {"spearman": "o", "change_spearman": "s", "partial": "x"}
NAMES = {
    "spearman": "speed",
    "change_spearman": "colour change",
    "partial": "speed, given it",
}
Maps = dict[str, dict[str, np.ndarray]]  # field -> stage -> fluctuation


def draw_motion(
    params: dict[str, Any],
    *,
    frames: Path,
    flow: Path,
    measures: list[Path],
    motion: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read what the fits of a signal left behind and draw it.

    Args:
        params: `signal`, `definition`, `frame`, `threshold` (px per frame), `near` (px),
            `converged` (dB), `fits`: [field, seed] of each of the files.
        frames: input, the signal's frames.
        flow: input.
        measures: inputs; of each field whose neurons persist the first is drawn as maps.
        motion: inputs, parquet, in the same order.
        metrics: inputs, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    signal, opened = Signal.read(frames), [Measures.read(path) for path in measures]
    fits = list(zip(params["fits"], opened, motion, metrics, strict=True))
    kept = [fit for fit in fits if drawable(fit[1], params["definition"])]
    known = [drawable(fit[1], params["definition"]) for fit in kept]
    frame, moves = shown(known, params["frame"]), Flow.read(flow)
    moved = regions(moves, frame, params["threshold"], params["near"]) if kept else None
    maps: Maps = {}
    for (field, _), one, _, _ in reversed(kept):
        where = params["definition"]
        maps[field] = {s: one.get(where, s, "fluctuation", frame) for s in one.stages}
    parts = [pd.read_parquet(path).assign(field=f, seed=s) for (f, s), _, path, _ in kept]
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=[*COLUMNS, "field", "seed"])
    rows = rows[rows["definition"] == params["definition"]]
    figure = draw(signal, frame, moved, maps, rows)
    fits, qualities = [fit[0] for fit in kept], [fit[3] for fit in kept]
    quality = describe_fits(fits, qualities, params["converged"]) if kept else ""
    absent = list(dict.fromkeys(f for f, _ in params["fits"] if f not in maps))
    caption(
        figure, describe(params, frame, quality, absent, moves.method, sorted(set(rows["frame"])))
    )
    save(figure, svg, png)


def drawable(measures: Measures, definition: str) -> list[int]:
    """Return the frames that have a fluctuation: the frame before is traced, neurons persist."""
    stage = measures.stages[0]
    get = partial(measures.get, definition, stage, "fluctuation")
    return [frame for frame in measures.frames(definition) if np.isfinite(get(frame)).all()]


def shown(known: list[list[int]], wanted: int) -> int:
    """Return the frame nearest to the wanted one of those that all fits have."""
    shared = set.intersection(*map(set, known)) if known else set()
    return nearest(sorted(shared), wanted) if shared else wanted


def describe(
    params: dict[str, Any],
    frame: int,
    quality: str,
    absent: list[str],
    method: str,
    averaged: list[int],
) -> str:
    """Return the caption.

    Args:
        params: as in `draw_motion`.
        frame: the frame of the maps.
        quality: of the fits drawn; empty without any.
        absent: fields that are not.
        method: where the flow is from.
        averaged: frames of the bars and correlations.
    """
    reading = DEFINITIONS[params["definition"]].reading
    if not quality:
        missing = "no field here has neurons that persist and frames traced in a row"
        return f"Signal {params['signal']}: {missing}."
    without = f" No {', '.join(absent)}: with a network a frame no neuron lasts."
    text = (
        f"Signal {params['signal']}, definition '{params['definition']}', reading '{reading}'; "
        f"maps: frame {frame}, first seed. Fluctuation: sum over neurons of "
        "|change of |contribution|| since the frame before, each map between its own extremes. "
        f"Flow: {method}; speed is that of the point that arrives; grey: none does. "
        f"Moving: over {params['threshold']:g} px a frame; uncovered: nothing arrives, or what "
        f"moves left; near: within {params['near']:g} px of those; away: the rest. Bars: mean "
        f"of seeds and of frames {', '.join(map(str, averaged))} where the region has {FEW} px or "
        "more (legend: its share of px, their number); dots: seeds. Correlations: over pixels "
        "where a point arrives, mean of frames, a mark a seed; 'given it': partial."
    )
    return f"{text}{without * bool(absent)}\n{quality}."


def draw(signal: Signal, frame: int, moved: Moved | None, maps: Maps, rows: pd.DataFrame) -> Figure:
    """Return the figure: what moves; then for each field maps, ratios and correlations."""
    aspect = signal.shape[1] / signal.shape[2]
    if moved is None:
        figure = new_figure(7.2, 1.6)
        axes = figure.subplots()
        blank(axes)
        axes.imshow(signal.values[0])
        return figure
    height = 1.75 * aspect + 0.25
    figure = new_figure(7.2, height * (1 + len(maps)) + 1.9 * len(maps) + 0.8)
    ratios = [height] + [height, 1.9] * len(maps)
    parts = np.atleast_1d(figure.subfigures(len(ratios), 1, height_ratios=ratios))
    _scene(parts[0], signal, frame, moved)
    for place, (field, stages) in enumerate(reversed(maps.items())):
        _maps(parts[1 + 2 * place], field, stages)
        left, right = parts[2 + 2 * place].subplots(1, 2)
        part = rows[rows["field"] == field]
        _ratios(left, part)
        _correlations(right, part)
    return figure


def _scene(figure: Any, signal: Signal, frame: int, moved: Moved) -> None:
    line = figure.subplots(1, 4)
    change = np.abs(signal.values[frame] - signal.values[frame - 1]).mean(axis=-1)
    line[0].imshow(signal.values[frame], vmin=0, vmax=1)
    line[0].set_title(f"frame {frame}")
    line[1].imshow(change, cmap="magma", vmin=0)
    line[1].set_title(f"|change|, 0 to {change.max():.2g}")
    line[2].set_facecolor("0.7")
    line[2].imshow(moved.speed, cmap="magma", vmin=0)
    line[2].set_title(f"speed, 0 to {np.nanmax(moved.speed, initial=0):.2g} px a frame")
    colors = ListedColormap([COLORS[name] for name in REGIONS])
    line[3].imshow(moved.labels, cmap=colors, vmin=-0.5, vmax=3.5, interpolation="nearest")
    line[3].set_title("regions")
    for axes in line:
        blank(axes)


def _maps(figure: Any, field: str, stages: dict[str, np.ndarray]) -> None:
    line = figure.subplots(1, max(len(stages), 4))
    for axes in line:
        blank(axes)
    for axes, (stage, values) in zip(line, stages.items(), strict=False):
        axes.imshow(values, cmap="magma")
        axes.set_title(f"{field} {stage}, {values.min():.2g} to {values.max():.2g}", fontsize=7)


def _ratios(axes: Axes, rows: pd.DataFrame) -> None:
    shown = rows[rows["measure"] == "ratio"]
    stages = list(dict.fromkeys(shown["stage"]))
    for place, region in enumerate(REGIONS):
        for index, stage in enumerate(stages):
            one = shown[(shown["region"] == region) & (shown["stage"] == stage)]
            seeds = one.groupby("seed")["value"].mean()
            x = index + 0.2 * (place - 1.5)
            axes.bar(x, seeds.mean(), 0.18, color=COLORS[region])
            axes.plot([x] * len(seeds), seeds, "o", ms=2, color="#CC79A7")
    axes.axhline(1, color="0.4", lw=0.6, ls="--")
    axes.set_xticks(range(len(stages)), stages)
    axes.set_ylabel("fluctuation / picture's mean")
    highest = shown.groupby(["stage", "region", "seed"])["value"].mean().max()
    axes.set_ylim(0, 1.4 * highest if len(shown) else 1)
    patches = [Patch(color=COLORS[name], label=_extent(name, rows)) for name in REGIONS]
    axes.legend(
        handles=patches, frameon=False, loc="upper left", ncols=2, fontsize=6, columnspacing=0.8
    )


def _extent(region: str, rows: pd.DataFrame) -> str:
    """Return a region's name, its mean share of the pixels where it is, and in how many frames."""
    sizes = rows[rows["measure"] == "ratio"].groupby(["region", "frame"])["pixels"].first()
    if region not in sizes.index.get_level_values("region"):
        return f"{region}: none"
    share = (sizes[region] / sizes["picture"]).dropna()
    return f"{region}: {share.mean():.0%}, {len(share)} frames"


def _correlations(axes: Axes, rows: pd.DataFrame) -> None:
    shown = rows[rows["region"] == "picture"]
    stages = list(dict.fromkeys(shown["stage"]))
    for place, (measure, mark) in enumerate(MARKS.items()):
        one = shown[shown["measure"] == measure]
        seeds = one.groupby(["seed", "stage"])["value"].mean().reset_index()
        x = [stages.index(stage) + 0.15 * (place - 1) for stage in seeds["stage"]]
        axes.plot(x, seeds["value"], mark, ms=4, color="0.25", mfc="none", label=NAMES[measure])
    axes.axhline(0, color="0.4", lw=0.6)
    # what falls with motion must not fall out of the picture
    axes.set_ylim(min(-0.2, axes.get_ylim()[0]), 1.15)
    axes.set_xticks(range(len(stages)), stages)
    axes.set_ylabel("rank correlation with\nfluctuation, over pixels")
    axes.legend(
        frameon=False, loc="upper left", ncols=3, columnspacing=0.5, handletextpad=0, fontsize=6
    )
