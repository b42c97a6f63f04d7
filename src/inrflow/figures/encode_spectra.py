"""Figure `encode_spectra`: at which frequencies fields paint, and at which they err."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inrflow.encoding.spectrum import spectra
from inrflow.figures.encode_style import TRUTH, looks, of_seeds
from inrflow.figures.style import caption, new_figure, save
from inrflow.signals.signal import Signal

OVER = {
    "image": "(y, x)",
    "video": "(y, x) of each frame",
    "audio": "time",
    "volume": "(slice, y, x)",
}


def draw_spectra(
    params: dict[str, Any], *, frames: list[Path], painted: list[Path], svg: Path, png: Path
) -> None:
    """Draw the radial power spectra of the signals of a group, of what fields paint, of errors.

    Args:
        params: `group`, `signals`, `fields`, `seeds`, `unit`.
        frames: inputs, one a signal.
        painted: inputs, one a (signal, field, seed), in this order.
        svg: output, vectors.
        png: output, pixels.
    """
    found, kinds, paths = {}, {}, iter(painted)
    for name, path in zip(params["signals"], frames, strict=True):
        signal = Signal.read(path)
        kinds[name] = signal.kind
        for field in params["fields"]:
            found[name, field] = _mean(signal, [next(paths) for _ in params["seeds"]])
    share = params["unit"] != "cycles per sample"
    figure = draw(found, params["signals"], params["fields"], share)
    over = "; ".join(f"{name}: over {OVER[kind]}" for name, kind in kinds.items())
    caption(
        figure,
        f"Group {params['group']}. Power of a Fourier coefficient, mean over a ring of equal "
        f"frequency, over frames, channels and {of_seeds(params['seeds'])}; all powers sum to the "
        f"mean square. Transformed {over}; no window. Grey: the signal. Left: what fields paint; "
        "right: their errors. An error at the signal's power: nothing of it is reproduced there. "
        "Right of the dotted line: what only a plane's or a cube's corners hold.",
    )
    save(figure, svg, png)


def _mean(signal: Signal, paths: list[Path]) -> pd.DataFrame:
    """Return the spectra of one field, mean over seeds."""
    tables = [spectra(signal.values, Signal.read(p).values, signal.kind) for p in paths]
    return pd.concat(tables).groupby("frequency", as_index=False).mean()


def draw(
    found: dict[tuple[str, str], pd.DataFrame],
    signals: list[str],
    fields: list[str],
    share: bool,
) -> Figure:
    """Return the figure: a row a signal, what is painted beside the errors.

    Args:
        found: (signal, field) -> columns frequency, signal, painted, error.
        signals: rows, in order.
        fields: lines, in order.
        share: whether frequencies are shares of half a cycle a sample.
    """
    figure = new_figure(7.2, 0.95 + 1.9 * len(signals) + 0.14 * -(-len(fields) // 5))
    grid = figure.subplots(len(signals), 2, squeeze=False, sharey="row")
    for row, signal in zip(grid, signals, strict=True):
        for axes, what in zip(row, ("painted", "error"), strict=True):
            _panel(axes, {f: found[signal, f] for f in fields}, what, 2.0 if share else 1.0)
            unit = "share of half a cycle per sample" if share else "cycles per sample"
            axes.set_xlabel(f"frequency ({unit})")
        row[0].set_ylabel(f"{signal}\npower (signal units squared)")
        row[0].set_title("painted", fontsize=7)
        row[1].set_title("error", fontsize=7)
    handles, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(
        handles, names, loc="outside upper center", ncols=5, frameon=False, handlelength=2.6
    )
    return figure


def _panel(axes: Axes, found: dict[str, pd.DataFrame], what: str, unit: float) -> None:
    """Draw the spectra of one signal."""
    first = next(iter(found.values()))
    first = first[first["frequency"] > 0]  # the mean is no frequency
    axes.plot(first["frequency"] * unit, first["signal"], color=TRUTH, lw=2, label="signal")
    for field, look in looks(list(found)).items():
        table = found[field][found[field]["frequency"] > 0]
        floor = np.maximum(table[what], 1e-16)
        axes.plot(
            table["frequency"] * unit, floor, color=look.color, ls=look.line, lw=0.9, label=field
        )
    axes.axvline(0.5 * unit, color="0.5", lw=0.6, ls=":")
    axes.set_yscale("log")
    axes.grid(lw=0.3, color="0.88")
    axes.set_axisbelow(True)
