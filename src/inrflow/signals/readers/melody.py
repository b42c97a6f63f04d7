"""The reader `melody`: a made tune.

Notes of a major pentatonic scale, each a sum of harmonics that fade the faster the higher they
are, with a short attack and a vibrato that sets in late. Some may be left out: the wave is 0 there.
"""

import numpy as np
from jaxtyping import Float64

from inrflow.config.readers.melody import Melody
from inrflow.signals.signal import Signal
from inrflow.signals.sound import sound

Options = Melody
SCALE = np.array([0, 2, 4, 7, 9, 12])  # semitones above the keynote
KEYNOTE = 220.0  # Hz
BEATS = np.array([1, 1, 2])  # lengths that are drawn, in beats
BEAT = 0.2  # s
HARMONICS = 6
ATTACK = 0.015  # s
DECAY = 2.5  # of the fundamental, 1/s
RESTS = 1  # stream of the seed that they are drawn from
VIBRATO = (5.5, 0.012, 0.15)  # rate (Hz), depth (share of the frequency), onset (s)


def read(options: Melody) -> Signal:
    """Play the tune."""
    samples = np.zeros(options.shape()[2])
    score = _score(options)
    rests = _rests(len(score), options)
    for number, (start, length, pitch, loudness) in enumerate(score):
        if number in rests:
            continue
        first = round(start * options.rate)
        place = slice(first, round((start + length) * options.rate))
        count = len(samples[place])
        samples[place] = loudness * _note(pitch, np.arange(count) / options.rate, length, options)
    source = {"reader": "melody", "seed": options.seed, "rests": options.rests}
    return sound(samples[:, None], options.rate, source)


def _score(options: Melody) -> list[tuple[float, float, float, float]]:
    """Return (start in s, length in s, pitch in Hz, loudness) of every note."""
    rng = np.random.default_rng(options.seed)
    notes, start = [], 0.0
    while start < options.seconds:
        pitch = KEYNOTE * 2 ** (rng.choice(SCALE) / 12)
        loudness, length = rng.uniform(0.6, 1.0), BEAT * rng.choice(BEATS)
        notes.append((start, length, pitch, loudness))
        start += length
    return notes


def _rests(count: int, options: Melody) -> set[int]:
    """Return which of the notes are silent; one is always left."""
    rng = np.random.default_rng([options.seed, RESTS])  # the others are those of no rests
    silent = min(round(options.rests * count), count - 1)
    return set(rng.choice(count, silent, replace=False).tolist())


def _note(
    pitch: float, time: Float64[np.ndarray, " sample"], length: float, options: Melody
) -> Float64[np.ndarray, " sample"]:
    """Return one note; `pitch` in Hz, `time` since its start and its `length` in s."""
    rate, depth, onset = VIBRATO
    swing = depth * np.clip((time - onset) / onset, 0, 1) * np.sin(2 * np.pi * rate * time)
    phase = 2 * np.pi * pitch * np.cumsum(1 + swing) / options.rate
    note = np.zeros_like(time)
    for harmonic in range(1, HARMONICS + 1):
        if harmonic * pitch * (1 + depth) < options.rate / 2:  # above it would fold back
            note += np.exp(-DECAY * harmonic * time) / harmonic * np.sin(harmonic * phase)
    # both ends come down to 0, so that notes join without a click
    return note * np.minimum(time / ATTACK, 1) * np.clip((length - time) / ATTACK, 0, 1)
