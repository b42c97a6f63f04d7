"""What the figures of silenced neurons share: a panel of curves, its axis, the legend."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's palette
COLORS = {
    "share": "#0072B2",
    "released": "#E69F00",
    "paper": "#D55E00",
    "weight": "#009E73",
    "random": "#7F7F7F",
}
# readings that coincide, as all do at a head, show as nested lines
WIDTHS = {"share": 0.9, "released": 3.2, "paper": 1.9, "weight": 1.3, "random": 1.3}
TICKS = (0, 0.05, 0.2, 0.5, 1)


def panel(axes: Axes, part: pd.DataFrame) -> None:
    """Draw every order of one stage and region: thin a seed, thick their mean.

    Orders of units are dashed where others order weights.
    """
    units = part["order"].str.endswith(" of units").any()
    for name, color in COLORS.items():
        for order in (name, f"{name} of units"):
            rows = part[part["order"] == order]
            if rows.empty:
                continue
            dashed = order != name or (units and name == "paper")
            look = {"color": color, "ls": (0, (3, 1.2)) if dashed else "-"}
            for _, one in rows.groupby("seed"):
                mean = one.groupby("share")["psnr"].mean()
                axes.plot(mean.index, mean, lw=0.5, alpha=0.5, **look)
            mean = rows.groupby("share")["psnr"].mean()
            axes.plot(mean.index, mean, lw=WIDTHS[name], zorder=5 - WIDTHS[name], **look)


def share_axis(axes: Axes) -> None:
    """Set a square-root axis: orders part in the first few per cent."""
    axes.set_xlim(0, 1)
    axes.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])


def legend(figure: Figure, table: pd.DataFrame) -> None:
    """Name the orders that are drawn, and what dashes mean."""
    axes, handles, names = figure.axes[0], [], []
    for name, color in COLORS.items():
        if (table["order"] == name).any():
            handles += axes.plot([], [], color=color, lw=WIDTHS[name])
            names.append(name)
    fields = table.loc[table["order"].str.endswith(" of units"), "field"].unique()
    if len(fields):
        handles += axes.plot([], [], color="0.3", lw=1.3, ls=(0, (3, 1.2)))
        names.append(f"units ({', '.join(fields)}), not weights")
    figure.legend(handles, names, loc="outside upper center", ncols=6, frameon=False)
