"""One style for all figures, and how they are saved."""

from pathlib import Path
from textwrap import fill

import matplotlib as mpl
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from inrflow.io.atomic import atomic_file

LETTERS = 152  # that fit in a line of a caption
SETTINGS = {
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "figure.dpi": 200,
    "svg.hashsalt": "inrflow",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}
# Okabe and Ito's palette: told apart by colour-blind readers too
GROUPING_COLORS = {
    "segments": "#0072B2",
    "rgb": "#D55E00",
    "gabor": "#009E73",
    "grid": "#7F7F7F",
}
GROUPING_NAMES = {
    "segments": "segments",
    "rgb": "RGB clusters",
    "gabor": "Gabor clusters",
    "grid": "grid cells",
}


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of the given size in inches, in the common style."""
    mpl.rcParams.update(SETTINGS)
    return Figure(figsize=(width, height), layout="constrained")


def caption(figure: Figure, text: str) -> None:
    """Write what the reader must know under a figure, its paragraphs filled to the page's width."""
    text = "\n".join(fill(paragraph, LETTERS) for paragraph in text.split("\n"))
    figure.supxlabel(text, fontsize=6.5, color="0.3", x=0.01, ha="left")


def save(figure: Figure, svg: Path, png: Path) -> None:
    """Save as vectors and as pixels; the same figure gives the same bytes."""
    # laid out once for both: the layout of many panels takes longer than drawing them
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine(None)
    with atomic_file(svg) as part:
        figure.savefig(part, format="svg", metadata={"Date": None})
    with atomic_file(png) as part:
        figure.savefig(part, format="png", metadata={"Software": None})


def plain_log(axis: Axis, marks: tuple[int, ...], unit: float = 1.0) -> None:
    """Label a logarithmic axis with plain numbers at some multiples of each power of ten.

    Args:
        axis: of an axes whose scale is logarithmic.
        marks: the multiples, 1 to 9.
        unit: what the labels count.
    """
    axis.set_major_locator(LogLocator(subs=marks))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit:g}"))
    axis.set_minor_formatter(NullFormatter())


def blank(axes: mpl.axes.Axes) -> None:
    """Take ticks and frame from an axes that shows a picture."""
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)
