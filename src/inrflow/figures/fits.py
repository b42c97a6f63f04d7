"""Figure `fits`: one frame of a signal and what every fit made of it."""

from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from inrflow.figures.quality import verdict
from inrflow.figures.style import blank, caption, new_figure, save
from inrflow.signals.signal import Signal

MOST = 4  # fits side by side: narrower pictures hide what a fit lost


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
    records = [verdict(path, params["converged"]) for path in metrics]
    names = [
        f"{field}, seed {seed}\n{record}"
        for (field, seed), record in zip(params["fits"], records, strict=True)
    ]
    figure = draw(signal.values[frame], pictures, names, params["error_gain"])
    caption(
        figure,
        f"Signal {params['signal']}, frame {frame} ({signal.shape[1]} x {signal.shape[2]} px), and "
        "what each fit paints there, clamped to [0, 1]. Over a picture: PSNR of the fit, mean over "
        f"all {signal.shape[0]} frames (data range 1); a fit under {params['converged']:g} dB did "
        f"not converge. Under it: |error| of each channel x {params['error_gain']:g}, clipped at 1 "
        "(black: none).",
    )
    save(figure, svg, png)


def draw(
    truth: Float[np.ndarray, "y x 3"],
    painted: list[Float[np.ndarray, "y x 3"]],
    names: list[str],
    gain: float,
) -> Figure:
    """Return the figure: blocks of the original and reconstructions above, their errors below."""
    blocks = ceil(len(painted) / MOST)
    across = ceil(len(painted) / blocks)
    each = 7.2 / (across + 1) * truth.shape[0] / truth.shape[1]
    figure = new_figure(7.2, blocks * (2 * each + 0.35) + 0.5)
    grid = figure.subplots(2 * blocks, across + 1, squeeze=False)
    for axes in grid.flat:
        blank(axes)
    for above, below in zip(grid[::2], grid[1::2], strict=True):
        above[0].imshow(truth, vmin=0, vmax=1)
        above[0].set_title("original", fontsize=7)
        below[0].text(0.5, 0.5, f"|error| x {gain:g}", ha="center", va="center", fontsize=8)
    above, below = grid[::2, 1:].ravel(), grid[1::2, 1:].ravel()
    for place, (picture, name) in enumerate(zip(painted, names, strict=True)):
        above[place].imshow(picture, vmin=0, vmax=1)
        above[place].set_title(name, fontsize=7)
        below[place].imshow(np.clip(np.abs(picture - truth) * gain, 0, 1))
    return figure
