"""Figure `faithfulness`: what pictures lose when neurons are silenced, and who foretold it."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.analysis.definitions import DEFINITIONS
from inrflow.errors import InputError
from inrflow.figures.quality import describe_fits
from inrflow.figures.silencing import COLORS, legend, panel, share_axis
from inrflow.figures.style import caption, new_figure, save

SCORES = ["share", "released", "paper", "weight", "weight of units"]


def draw_faithfulness(
    params: dict[str, Any],
    *,
    curves: list[Path],
    damage: list[Path],
    scalars: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read what silencing did to a signal's fits and draw it.

    Args:
        params: `signal`, `region`, `converged` (dB), `fits`: [field, seed] of each metrics file.
        curves: inputs, parquet.
        damage: inputs, parquet.
        scalars: inputs, parquet.
        metrics: inputs, in the order of `params["fits"]`.
        svg: output, vectors.
        png: output, pixels.

    Raises:
        InputError: no curve is of the region.
    """
    known = pd.concat([pd.read_parquet(path) for path in curves])
    table = known[known["region"] == params["region"]]
    if table.empty:
        names = known["region"].unique().tolist()
        raise InputError(
            f"figures.faithfulness.region: expected one of {names}, found {params['region']!r}"
        )
    lost = pd.concat([pd.read_parquet(path) for path in damage])
    found = pd.concat([pd.read_parquet(path) for path in scalars])
    found = found[found["measure"] == "damage_spearman"]
    figure = draw(table, lost, found)
    quality = describe_fits(params["fits"], metrics, params["converged"])
    caption(figure, f"{describe(params, table, lost, found)}\n{quality}.")
    save(figure, svg, png)


def describe(
    params: dict[str, Any], table: pd.DataFrame, damage: pd.DataFrame, found: pd.DataFrame
) -> str:
    """Return the caption: what is silenced, units, frames, seeds, and the verdict."""
    frames = sorted({int(f) for joined in damage["frames"] for f in joined.split("+")})
    draws = table.loc[table["order"] == "random", "draw"].nunique()
    units, hollow, brackets = "", "", "neurons"
    if (damage["target"] == "units").any():
        units = (
            " Dashed: the outputs of units are 0, bias and all (what the reading 'paper' calls a "
            "neuron of a pointwise layer)."
        )
        hollow, brackets = "; hollow: units, else weights, are silent", "neurons / units"
    return (
        f"Signal {params['signal']}, {params['region']}, frames {', '.join(map(str, frames))}. "
        f"Readings: {readings()}. Upper rows: PSNR (dB) of the picture, clamped to [0, 1], against "
        "the signal, when the strongest neurons are silent: their weights are 0, bias stays "
        "(neuron: feature of a pointwise layer, kernel of a convolution). Strongest: by sum of "
        "|contribution| over the whole picture under a reading, by weight norm, or at random (mean "
        f"of {draws} draws).{units} Thin: one seed; thick: mean. In brackets: {brackets}. Root "
        "axis. Lower rows: Spearman's rank correlation of the score and the damage, the mean "
        "squared change of the whole picture when one neuron alone is silent; n neurons drawn at "
        "random; dots: seeds (mean of frames where each has neurons of its own), bar: their mean"
        f"{hollow}.\nMean rank correlation over seeds and the stages in which all scores have one: "
        f"{verdicts(found)}."
    )


def readings() -> str:
    """Return every reading, and the definition it is of where that has another name."""
    named = ((name, one.reading) for name, one in DEFINITIONS.items())
    return ", ".join(
        reading if reading == name else f"{reading} (definition '{name}')"
        for name, reading in named
    )


def verdicts(found: pd.DataFrame) -> str:
    """Return the mean rank correlation of every score, over the same stages for all of them."""
    told = []
    for field, part in found.groupby("field", sort=False):
        table = part.pivot_table(index="stage", columns="definition", values="value").dropna()
        means = ", ".join(f"{_score(name)} {value:.2f}" for name, value in table.mean().items())
        told.append(f"{field} ({', '.join(table.index)}): {means}")
    return "; ".join(told)


def _score(definition: str) -> str:
    """Return the name of the score in the panels: a definition's is its reading."""
    return DEFINITIONS[definition].reading if definition in DEFINITIONS else definition


def draw(table: pd.DataFrame, damage: pd.DataFrame, found: pd.DataFrame) -> Figure:
    """Return the figure: two rows a field, curves and correlations; a column a stage."""
    fields = list(dict.fromkeys(table["field"]))
    stages = {f: list(dict.fromkeys(table.loc[table["field"] == f, "stage"])) for f in fields}
    columns = max(map(len, stages.values()))
    figure = new_figure(7.2, 2.75 * len(fields) + 1.3)
    grid = figure.subplots(
        2 * len(fields), columns, squeeze=False, sharey="row", height_ratios=[1.6, 1] * len(fields)
    )
    for row, field in enumerate(fields):
        upper, lower = grid[2 * row : 2 * row + 2]
        for axes in (*upper[len(stages[field]) :], *lower[len(stages[field]) :]):
            axes.set_visible(False)
        parts = [t[t["field"] == field] for t in (table, damage, found)]
        for place, stage in enumerate(stages[field]):
            some, lost, numbers = (part[part["stage"] == stage] for part in parts)
            panel(upper[place], some)
            share_axis(upper[place])
            upper[place].set_xlabel("share silenced")
            upper[place].set_title(f"{field} {stage} [{_neurons(some)}]")
            correlations(lower[place], lost, numbers)
        upper[0].set_ylabel("PSNR (dB)")
    legend(figure, table)
    return figure


def correlations(axes: Axes, damage: pd.DataFrame, found: pd.DataFrame) -> None:
    """Draw one line a score: a dot a seed, a bar at their mean, the number of neurons."""
    shown = [name for name in SCORES if name in damage and damage[name].notna().any()]
    scores = found["definition"].map(_score)
    axes.axvline(0, color="0.8", lw=0.6, zorder=0)
    for place, name in enumerate(shown):
        values, silenced = found.loc[scores == name, "value"], damage.dropna(subset=[name])
        color = COLORS[name.removesuffix(" of units")]
        face = "white" if silenced["target"].iloc[0] == "units" else color
        axes.plot(values, [place] * len(values), "o", color=color, mfc=face, ms=3.5, alpha=0.7)
        if not values.empty:
            axes.plot([values.mean()] * 2, [place - 0.35, place + 0.35], color=color, lw=1.6)
        count = silenced.groupby(["seed", "frames"]).size().iloc[0]
        _note(axes, place, f"n {count}" + (", too few or even" if values.empty else ""))
    axes.set(xlim=(-1, 1.04), xlabel="rank correlation")
    axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["-1", "-0.5", "0", "0.5", "1"])
    axes.set_yticks(range(len(shown)), shown)
    axes.set_ylim(len(shown) - 0.5, -0.5)


def _note(axes: Axes, place: int, text: str) -> None:
    """Write beside a line, over whatever lies there."""
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.text(-0.97, place, text, fontsize=6, color="0.4", va="center", bbox=box, zorder=1)


def _neurons(part: pd.DataFrame) -> str:
    """Return the number of features or kernels, and of units where they are ordered too."""
    unit = part["order"].str.endswith(" of units")
    numbers = [int(part.loc[~unit & (part["order"] == "weight"), "silenced"].max())]
    if unit.any():
        numbers.append(int(part.loc[unit, "silenced"].max()))
    return " / ".join(map(str, numbers))
