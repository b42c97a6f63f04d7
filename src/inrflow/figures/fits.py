"""Figure `fits`: one frame of a signal and what every fit made of it."""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from inrflow.figures.quality import read_metrics, verdict
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal


def draw_fits(
    params: dict[str, Any],
    *,
    frames: Path,
    painted: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Read the fits of a signal and draw one frame.

    Args:
        params: `signal`, `frame`, `error_gain`, `converged` (dB), `fits`: [field, seed] of each.
        frames: input, the signal's frames.
        painted: inputs, what each fit paints, in the order of `params["fits"]`.
        metrics: inputs, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    signal = Signal.read(frames)
    frame = min(params["frame"], signal.shape[0] - 1)
    pictures = [Signal.read(path).values[frame] for path in painted]
    records = [verdict(read_metrics(path), params["converged"]) for path in metrics]
    names = [
        f"{field}, seed {seed}\nclip mean {record}"
        for (field, seed), record in zip(params["fits"], records, strict=True)
    ]
    figure = draw(signal.values[frame], pictures, names, params["error_gain"])
    note = "PSNR: mean over frames, data range 1, clamped"
    caption(figure, f"Signal {params['signal']}, frame {frame}. {note}.")
    save(figure, svg, png)


def draw(
    truth: Float[np.ndarray, "y x 3"],
    painted: list[Float[np.ndarray, "y x 3"]],
    names: list[str],
    gain: float,
) -> Figure:
    """Return the figure: the original and the reconstructions above, their errors below."""
    columns = len(painted) + 1
    each = max(1.3, 7.2 / columns)
    aspect = truth.shape[0] / truth.shape[1]
    figure = new_figure(columns * each, 2 * each * aspect + 0.65)
    grid = figure.subplots(2, columns, squeeze=False)
    grid[0, 0].imshow(truth, vmin=0, vmax=1)
    grid[0, 0].set_title("original")
    grid[1, 0].text(0.5, 0.5, f"|error| x {gain:g}", ha="center", va="center", fontsize=8)
    for column, (picture, name) in enumerate(zip(painted, names, strict=True), 1):
        grid[0, column].imshow(picture, vmin=0, vmax=1)
        grid[0, column].set_title(name, fontsize=7)
        grid[1, column].imshow(np.clip(np.abs(picture - truth) * gain, 0, 1))
    for axes in grid.flat:
        blank(axes)
    return figure
