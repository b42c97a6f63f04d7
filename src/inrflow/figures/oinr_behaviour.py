"""Figure `oinr_behaviour`: learning rates, initial weights, gradients and seconds of fields."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from inrflow.figures.encode_style import Look, looks, of_seeds
from inrflow.figures.style import caption, new_figure, save

WIDTH, HEIGHT = 7.2, 5.6  # inches
SPREAD = 0.14  # of the fields beside each other at a scheme
CLOCKS = {
    "seconds_to_share": "to {share:.0%} of\nown best",
    "seconds_to_reference": "to {name}'s\nlast",
}


def draw_behaviour(
    params: dict[str, Any],
    *,
    fits: Path,
    summary: Path,
    courses: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw how the fields train on one signal.

    Args:
        params: `signal`, `fields`, `schemes`, `seeds`, `sweep_seeds`, `steps`, `within` (dB),
            `share`, `reference`.
        fits: input, csv, of all signals.
        summary: input, csv, of all signals.
        courses: inputs, parquet, of this signal, one a field.
        svg: output, vectors.
        png: output, pixels.
    """
    some, told = (_of(pd.read_csv(path), params["signal"]) for path in (fits, summary))
    steps = pd.concat([pd.read_parquet(path) for path in courses], ignore_index=True)
    figure = draw(some, told, steps, params)
    caption(figure, described(params, told, float(some["constant_psnr"].iloc[0])))
    save(figure, svg, png)


def described(params: dict[str, Any], told: pd.DataFrame, constant: float) -> str:
    """Return the caption."""
    sizes = sorted({int(count) for count in told["parameters"]})
    rates = ", ".join(f"{row.field} {row.learning_rate:.2g}" for row in told.itertuples())
    return (
        f"Signal {params['signal']}, {params['steps']} steps, {sizes[0]:,} to {sizes[-1]:,} "
        f"parameters. PSNR of the clamped signal, data range 1. a: mean of "
        f"{of_seeds(params['sweep_seeds'])}; thick: at most {params['within']:g} dB below the "
        f"field's best; dashed: the mean colour ({constant:.1f} dB); crosses: a fit was not "
        f"finite. b to f: at the best rate of a ({rates}), {of_seeds(params['seeds'])}. b: initial "
        "weights; dots: fits, lines: means. c: norm of the loss's gradient over all weights; "
        "lines: means, bands: least and largest. d: one line a fit, to its last step. e: bars: "
        "means, dots: fits; none: never reached. f: of the whole signal, median of repeats. "
        "Seconds: on this machine, with what else ran on it."
    )


def draw(
    fits: pd.DataFrame, told: pd.DataFrame, courses: pd.DataFrame, params: dict[str, Any]
) -> Figure:
    """Return the figure; tables are those of one signal."""
    figure, look = new_figure(WIDTH, HEIGHT), looks(params["fields"])
    panels = figure.subplots(2, 3).ravel()
    own = fits[(fits["purpose"] == "schemes") & (fits["scheme"] == "own")]
    ways = courses[(courses["purpose"] == "schemes") & (courses["scheme"] == "own")]
    over_rates(panels[0], fits, told, look)
    over_schemes(panels[1], fits, params["schemes"], look)
    gradients(panels[2], ways, look)
    seconds(panels[3], ways, look)
    clocks(panels[4], own, params, look)
    decoding(panels[5], own, look)
    for axes, letter in zip(panels, "abcdef", strict=True):
        axes.set_title(f"{letter}  {axes.get_title()}", loc="left")
        axes.set_title("")
        axes.grid(lw=0.3, color="0.88")
        axes.set_axisbelow(True)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=len(names), frameon=False)
    return figure


def over_rates(axes: Axes, fits: pd.DataFrame, told: pd.DataFrame, look: dict[str, Look]) -> None:
    """Draw PSNR against learning rate, the range of good ones thick."""
    sweep = fits[fits["purpose"] == "sweep"]
    axes.axhline(fits["constant_psnr"].iloc[0], color="0.4", lw=0.7, ls=(0, (4, 2)))
    bottom = float(sweep["psnr"].min())
    for field, one in look.items():
        means = sweep[sweep["field"] == field].groupby("learning_rate")["psnr"].mean(skipna=False)
        across = means.index.to_numpy()
        axes.plot(across, means, color=one.color, lw=1.0, marker="o", ms=2, label=field)
        broken = across[means.isna()]
        axes.plot(broken, np.full(len(broken), bottom), "x", color=one.color, ms=4)
        row = told[told["field"] == field].iloc[0]
        dense = np.geomspace(row["rate_low"], row["rate_high"], 50)
        finite = means.dropna()
        there = np.interp(np.log(dense), np.log(finite.index.to_numpy()), finite.to_numpy())
        axes.plot(dense, there, color=one.color, lw=3.2, alpha=0.5, solid_capstyle="butt")
    axes.set_xscale("log")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title("learning rates")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("PSNR (dB)")


def over_schemes(axes: Axes, fits: pd.DataFrame, schemes: list[str], look: dict[str, Look]) -> None:
    """Draw PSNR against initial weights: one dot a fit, lines through means."""
    tuned = fits[fits["purpose"] == "schemes"]
    axes.axhline(fits["constant_psnr"].iloc[0], color="0.4", lw=0.7, ls=(0, (4, 2)))
    middle = (len(look) - 1) / 2
    for place, (field, one) in enumerate(look.items()):
        some = tuned[tuned["field"] == field]
        across = np.arange(len(schemes)) + SPREAD * (place - middle)
        means = some.groupby("scheme")["psnr"].mean().reindex(schemes)
        axes.plot(across, means, color=one.color, lw=0.8, alpha=0.6)
        where = across[[schemes.index(scheme) for scheme in some["scheme"]]]
        axes.plot(where, some["psnr"], "o", color=one.color, ms=2.6, mec="white", mew=0.3)
    axes.set_xticks(range(len(schemes)), schemes, rotation=35, ha="right")
    axes.set_title("seeds and initial weights")
    axes.set_ylabel("PSNR (dB)")


def gradients(axes: Axes, courses: pd.DataFrame, look: dict[str, Look]) -> None:
    """Draw the norm of the gradient over steps."""
    for field, one in look.items():
        steps = courses[courses["field"] == field].groupby("step")["gradient"]
        across = steps.mean().index.to_numpy()
        axes.fill_between(across, steps.min(), steps.max(), color=one.color, alpha=0.2, lw=0)
        axes.plot(across, steps.mean(), color=one.color, lw=0.9)
    axes.set_yscale("log")
    axes.set_title("gradients")
    axes.set_xlabel("step")
    axes.set_ylabel("norm of the gradient")


def seconds(axes: Axes, courses: pd.DataFrame, look: dict[str, Look]) -> None:
    """Draw PSNR over seconds, one line a fit."""
    for (field, _), some in courses.dropna(subset=["psnr"]).groupby(["field", "seed"]):
        axes.plot(some["seconds"], some["psnr"], color=look[field].color, lw=0.9)
    axes.set_xlim(left=0)
    axes.set_title("on the way")
    axes.set_xlabel("seconds of steps")
    axes.set_ylabel("PSNR (dB)")


def clocks(axes: Axes, own: pd.DataFrame, params: dict[str, Any], look: dict[str, Look]) -> None:
    """Draw the seconds to a share of the own best PSNR, and to the reference's last."""
    thick = 0.8 / len(look)
    for place, (field, one) in enumerate(look.items()):
        some = own[own["field"] == field]
        for number, clock in enumerate(CLOCKS):
            where = number + thick * (place - (len(look) - 1) / 2)
            axes.bar(where, some[clock].mean(), thick * 0.9, color=one.color, alpha=0.75)
            axes.plot(np.full(len(some), where), some[clock], "o", color="0.2", ms=1.8)
            if some[clock].isna().all():
                axes.text(where, 0, "none", rotation=90, ha="center", va="bottom", fontsize=6)
    named = {"share": params["share"], "name": params["reference"]}
    axes.set_xticks(range(len(CLOCKS)), [text.format(**named) for text in CLOCKS.values()])
    axes.set_xlim(-0.5, len(CLOCKS) - 0.5)
    axes.set_title("seconds to a PSNR")
    axes.set_ylabel("seconds of steps")


def decoding(axes: Axes, own: pd.DataFrame, look: dict[str, Look]) -> None:
    """Draw how long it takes to decode a sample."""
    name = "decode_microseconds_per_pixel"
    for place, (field, one) in enumerate(look.items()):
        some = own[own["field"] == field]
        axes.bar(place, some[name].mean(), 0.7, color=one.color, alpha=0.75)
        axes.plot(np.full(len(some), place), some[name], "o", color="0.2", ms=1.8)
    axes.set_xticks(range(len(look)), list(look), rotation=35, ha="right")
    axes.set_title("decoding")
    axes.set_ylabel("µs a sample")


def _of(table: pd.DataFrame, signal: str) -> pd.DataFrame:
    return table[table["signal"] == signal]
