"""Figure `oinr_weights`: fields between two fields (O-INR Figs. 9, 19, 20)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from inrflow.figures.encode_style import looks
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.store import read_arrays

WIDTH = 7.2
LINES = {"none": "-", "activation": "--", "weight": ":"}
MATCHED = {"none": "no matching", "activation": "activation matching", "weight": "weight matching"}
PANELS = {
    ("different", "same"): "two pictures, equal seeds",
    ("different", "different"): "two pictures, two seeds",
    ("same", "different"): "one picture, two seeds",
}
ASIDE = (((0, 3), "center", "bottom"), ((-4, 0), "right", "center"))  # numbers of layers
Strip = Float[np.ndarray, "place frame y x channel"]


def draw_weights(
    params: dict[str, Any],
    *,
    fits: Path,
    lines: Path,
    comparisons: Path,
    strips: Path,
    svg: Path,
    png: Path,
) -> None:
    """Draw strips of pictures, losses over the line, and what single layers change.

    Args:
        params: `places`: pictures of a strip.
        fits: input, csv of the stage `oinr-weights`.
        lines: input, csv of that stage.
        comparisons: input, csv of that stage.
        strips: input, pictures of that stage.
        svg: output, vectors.
        png: output, pixels.
    """
    table, painted, header = pd.read_csv(lines), *read_arrays(strips, "strips")
    figure = draw(table, painted, header["places"], params["places"])
    text = words(pd.read_csv(fits), pd.read_csv(comparisons), header["seeds"])
    if not _exchanged(table).empty:
        text += (
            " Right: a layer wholly exchanged, equal seeds, no matching, mean over seeds: the "
            "change of edges (1 minus the correlation of gradients) against that of the values' "
            "histogram (signal units); numbers count layers from the input."
        )
    caption(figure, text)
    save(figure, svg, png)


def words(fits: pd.DataFrame, summary: pd.DataFrame, seeds: list[int]) -> str:
    """Return what the reader must know."""
    counts = summary.groupby(["pictures", "seeds"])["first"].size()
    each = summary["field"].nunique() * summary["matching"].nunique()
    told = [f"{counts[key] // each} of {name}" for key, name in PANELS.items() if key in counts]
    sizes = [
        f"{field} ({some['parameters'].iloc[0]} parameters, fits of {some['psnr'].mean():.1f} dB)"
        for field, some in fits.groupby("field", sort=False)
    ]
    pair = summary.iloc[0]
    return (
        f"Pair {pair['signal']}: {pair['first']} at t = 0, {pair['second']} at t = 1; "
        f"{' and '.join(sizes)}, seeds {', '.join(map(str, seeds))}. Above: what fields on the "
        f"line paint, clamped; t = 0 is the fit of seed {seeds[0]}; where a single layer goes "
        "over, the others are those at t = 0. Below: mean squared error from (1 - t) times the one "
        "picture plus t times the other, so that a plain cross-fade would have none; mean and "
        f"range over comparisons ({', '.join(told)})."
    )


def draw(
    table: pd.DataFrame, painted: dict[str, Strip], places: Sequence[float], shown: int
) -> Figure:
    """Return the figure: strips above, losses and layers below.

    Args:
        table: one row a (comparison, matching, layer, t).
        painted: FIELD/SEEDS/MATCHING/LAYER -> pictures, signal units.
        places: t of these.
        shown: how many of them to show.
    """
    fields = list(table["field"].unique())
    rows = _rows(painted, fields[0])
    shown = min(shown, len(places))
    y, x = painted[next(iter(painted))].shape[2:4]
    side = (WIDTH - 1.2) / (len(fields) * shown)
    above, below = len(rows) * side * y / x + 0.4, 2.1
    figure = new_figure(WIDTH, above + below + 1.0)
    top, bottom = figure.subfigures(2, 1, height_ratios=[above, below])
    chosen = np.linspace(0, len(places) - 1, shown).round().astype(int)
    widths = [shown * side + 1.1 * (field == fields[0]) for field in fields]
    blocks = top.subfigures(1, len(fields), width_ratios=widths, squeeze=False)
    for block, field in zip(blocks[0], fields, strict=True):
        block.suptitle(field, fontsize=8)
        strips = {name: painted[key][chosen] for key, name in _rows(painted, field).items()}
        _strips(block, strips, [places[i] for i in chosen], named=field == fields[0])
    _below(bottom, table, fields)
    return figure


def _rows(painted: dict[str, Strip], field: str) -> dict[str, str]:
    """Return the strips of a field that are shown: key -> what it is."""
    plain = f"{field}/same/none/all"
    ways = ["none"] if plain in painted else list(MATCHED)
    found = {f"{field}/same/{way}/all": f"equal seeds,\n{MATCHED[way]}" for way in ways}
    found |= {f"{field}/different/{way}/all": f"two seeds,\n{MATCHED[way]}" for way in MATCHED}
    single = f"{field}/same/{ways[0]}/layer"
    layers = sorted((key for key in painted if key.startswith(single)), key=_number)
    ends = zip(layers[:: max(1, len(layers) - 1)], ("first", "last"), strict=False)
    found |= {key: f"equal seeds,\n{name} layer alone" for key, name in ends}
    return {key: name for key, name in found.items() if key in painted}


def _number(layer: str) -> int:
    return int(layer.rpartition("layer")[2])


def _strips(
    block: SubFigure, strips: dict[str, Strip], places: Sequence[float], *, named: bool
) -> None:
    """Draw a row a strip.

    Args:
        block: of one field.
        strips: what a strip is -> its pictures.
        places: t of these.
        named: whether to say what the strips are.
    """
    grid = block.subplots(len(strips), len(places), squeeze=False)
    for line, (name, pictures) in zip(grid, strips.items(), strict=True):
        for axes, picture, t in zip(line, pictures, places, strict=True):
            _show(axes, picture[len(picture) // 2])
            if name == next(iter(strips)):
                axes.set_title(f"t = {t:g}", fontsize=6.5, pad=2)
        if named:
            line[0].set_ylabel(name, fontsize=6.5, rotation=0, ha="right", va="center")


def _show(axes: Axes, picture: Float[np.ndarray, "y x channel"]) -> None:
    colour = picture.shape[2] == 3
    values = picture if colour else picture.mean(axis=2)
    axes.imshow(values, cmap=None if colour else "gray", vmin=0, vmax=1)
    blank(axes)


def _below(figure: SubFigure, table: pd.DataFrame, fields: list[str]) -> None:
    """Draw the losses of each kind of comparison, and the layers."""
    there = [key for key in PANELS if _some(table, key).shape[0]]
    single = _exchanged(table)
    grid = figure.subplots(1, len(there) + (not single.empty), squeeze=False)[0]
    highest = table.loc[table["layer"] == "all", "loss"].max()
    for axes, key in zip(grid, there, strict=False):
        some = _some(table, key)
        for (field, matching), one in some.groupby(["field", "matching"], sort=False):
            losses = one.groupby("t")["loss"]
            color = looks(fields)[field].color
            mean = losses.mean()
            axes.fill_between(mean.index, losses.min(), losses.max(), color=color, alpha=0.12, lw=0)
            axes.plot(mean.index, mean, color=color, ls=LINES[matching], lw=1.1)
        axes.set(title=PANELS[key], xlabel="t", ylim=(0, 1.05 * highest), xlim=(0, 1))
        axes.grid(lw=0.3, color="0.88")
    grid[0].set_ylabel("MSE")
    if not single.empty:
        _layers(grid[-1], single, fields)
    ways = [way for way in LINES if way in set(table["matching"])]
    handles = [Line2D([], [], color=look.color, label=f) for f, look in looks(fields).items()]
    handles += [Line2D([], [], color="0.3", ls=LINES[way], label=MATCHED[way]) for way in ways]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False)


def _exchanged(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of layers that have wholly gone over, equal seeds, no matching."""
    single = _some(table, ("different", "same"), single=True)
    return single[(single["matching"] == "none") & (single["t"] == 1)]


def _layers(axes: Axes, at_end: pd.DataFrame, fields: list[str]) -> None:
    """Draw what each layer changes."""
    for field, some in at_end.groupby("field", sort=False):
        layers = some.groupby("layer", sort=False)[["values_changed", "edges_changed"]].mean()
        color = looks(fields)[field].color
        axes.plot(*layers.to_numpy().T, color=color, lw=0.6, marker="o", ms=2.5)
        away, ha, va = ASIDE[fields.index(field) % len(ASIDE)]
        for name, place in layers.iterrows():
            told = {"xy": place, "xytext": away, "textcoords": "offset points"}
            axes.annotate(_number(name), **told, color=color, ha=ha, va=va)
    axes.set(title="one layer exchanged", xlabel="change of values", ylabel="change of edges")
    axes.margins(0.15)
    axes.grid(lw=0.3, color="0.88")


def _some(table: pd.DataFrame, key: tuple[str, str], *, single: bool = False) -> pd.DataFrame:
    """Return the rows of one kind of comparison: all layers together, or single ones."""
    kind = (table["pictures"] == key[0]) & (table["seeds"] == key[1])
    return table[kind & ((table["layer"] != "all") == single)]
