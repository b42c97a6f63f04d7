"""Figure `encode_waves`: a sound and what fields make of it, in time and as spectrograms."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure
from scipy.signal import ShortTimeFFT
from scipy.signal.windows import hann

from inrflow.figures.encode_style import TRUTH, looks
from inrflow.figures.style import caption, new_figure, save
from inrflow.signals.signal import Signal

Wave = Float[np.ndarray, " sample"]
WINDOWS = 64  # of a spectrogram, about: its length is the wave's over this


def draw_waves(
    params: dict[str, Any],
    *,
    frames: Path,
    painted: list[Path],
    metrics: list[Path],
    svg: Path,
    png: Path,
) -> None:
    """Draw a sound as every field of a group paints it.

    Args:
        params: `group`, `signal`, `fields`, `seed`, `start`, `milliseconds`, `decibels`.
        frames: input, the signal's frames.
        painted: inputs, what each field paints, in the order of the fields.
        metrics: inputs, json, in the same order.
        svg: output, vectors.
        png: output, pixels.
    """
    signal = Signal.read(frames)
    waves = [first_channel(signal)] + [first_channel(Signal.read(path)) for path in painted]
    records = [json.loads(path.read_text()) for path in metrics]
    names = [
        f"{field}: PSNR {record['psnr_audio']:.1f} dB, SNR {record['snr']:.1f} dB"
        for field, record in zip(params["fields"], records, strict=True)
    ]
    step = signal.spacing[2]
    first = round(params["start"] * (waves[0].size - 1))
    last = min(waves[0].size, first + max(2, round(params["milliseconds"] / 1000 / step)))
    figure = draw(waves, names, params["fields"], step, (first, last), params["decibels"])
    caption(
        figure,
        f"Signal {params['signal']} ({waves[0].size:,} samples at {1 / step:,.0f} Hz"
        f"{', first channel' if signal.shape[3] > 1 else ''}), group {params['group']}, seed "
        f"{params['seed']}, about {records[0]['target']:,} parameters a field. Left: "
        f"{params['milliseconds']:g} ms of the wave (grey) and of what a field paints, and the "
        "error at the same scale below. Right: spectrograms, power in dB below the sound's "
        "largest, one scale for all. PSNR: 10 log10(1 / MSE) of the wave in [-1, 1]; SNR: power "
        "of the wave over that of the error.",
    )
    save(figure, svg, png)


def first_channel(signal: Signal) -> Wave:
    """Return a sound's first channel in physical values, -1 to 1."""
    return signal.physical[0, 0, :, 0].astype(np.float64)


def spectrogram(wave: Wave, step: float) -> tuple[Float[np.ndarray, "frequency time"], list[float]]:
    """Return the power over frequency and time, and the extent (s, s, Hz, Hz).

    Args:
        wave: physical values.
        step: s between samples.
    """
    length = max(16, 2 * round(wave.size / WINDOWS))
    length = min(length, wave.size)
    fourier = ShortTimeFFT(hann(length, sym=False), max(1, length // 4), 1 / step)
    power = np.abs(fourier.stft(wave)) ** 2
    return power, [*fourier.extent(wave.size)]


def draw(
    waves: list[Wave],
    names: list[str],
    fields: list[str],
    step: float,
    part: tuple[int, int],
    decibels: float,
) -> Figure:
    """Return the figure: a row for the sound and for each field.

    Args:
        waves: the sound, then what each field paints.
        names: over each field's row.
        fields: in order, for their colours.
        step: s between samples.
        part: first sample enlarged, and one past the last.
        decibels: range of the spectrograms.
    """
    figure = new_figure(7.2, 0.9 + 1.15 * len(waves))
    grid = figure.subplots(len(waves), 2, squeeze=False, width_ratios=[1.3, 1], sharex="col")
    time = 1000 * step * np.arange(*part)
    styles, truth = looks(fields), waves[0]
    peak = spectrogram(truth, step)[0].max()
    largest = 1.1 * max(float(np.abs(wave[slice(*part)]).max()) for wave in waves)
    for row, wave, name in zip(grid, waves, ["original", *names], strict=True):
        left, right = row
        left.plot(time, truth[slice(*part)], color=TRUTH, lw=1.8)
        if wave is not truth:
            color = styles[name.partition(":")[0]].color
            left.plot(time, wave[slice(*part)], color=color, lw=0.8)
            error = wave[slice(*part)] - truth[slice(*part)] - 2 * largest
            left.plot(time, error, color=color, lw=0.6)
            left.axhline(-2 * largest, color="0.7", lw=0.4, zorder=0)
            left.set_yticks([-2 * largest, 0], ["error", "0"])
            left.set_ylim(-3.0 * largest, largest)
        else:
            left.set_ylim(-largest, largest)
        left.set_title(name, fontsize=7, loc="left")
        power, extent = spectrogram(wave, step)
        level = 10 * np.log10(np.maximum(power / peak, 1e-30))
        shown = right.imshow(
            level, origin="lower", aspect="auto", extent=extent, vmin=-decibels, vmax=0
        )
        right.set_ylabel("Hz", fontsize=7)
    grid[-1, 0].set_xlabel("time (ms)")
    grid[-1, 1].set_xlabel("time (s)")
    bar = figure.colorbar(shown, ax=grid[:, 1].tolist(), aspect=40, pad=0.02)
    bar.set_label("power (dB below the sound's largest)", fontsize=7)
    return figure
