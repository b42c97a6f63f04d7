"""O-INR for sequences: its counts, its offsets, and what frames must be where offsets say so."""

from math import pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from inrflow.config.networks.oinr_sequence import OinrSequence
from inrflow.config.recipe import Recipe, Schedule
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.schedule import rate
from inrflow.fitting.stages import sizes
from inrflow.signals.signal import Signal
from laws.fields import noise

CLIP = (5, 6, 7, 3)
CLOSE = {"rtol": 0, "atol": 2e-6}
every_offset = pytest.mark.parametrize("offset", ["added", "channels"])


def sequence(**options: Any) -> dict[str, Any]:
    return {"architecture": "oinr_sequence", "channels": (4, 3), "levels": 2, **options}


def field_of(shape: tuple = CLIP, **options: Any) -> Field:
    return build(sequence(**options), shape, 0)


def twin(field: Field, **options: Any) -> Field:
    """The same weights under other options."""
    other = field_of(field.shape, **options)
    other.load_state_dict(field.state_dict())
    return other


@pytest.mark.parametrize(
    ("options", "shape", "count"),
    [
        ({}, (16, 96, 96, 1), 1_351_617),
        ({}, (3, 96, 96, 3), 1_352_771),
        ({"offset": "channels"}, (16, 96, 96, 1), 1_351_617 + 9 * 8 * 64),
        ({"offset": "channels", "frame_levels": 2}, (1, 96, 96, 1), 1_351_617 + 9 * 4 * 64),
    ],
    ids=str,
)
def test_the_published_size(options: dict, shape: tuple, count: int) -> None:
    network = OinrSequence(architecture="oinr_sequence", **options)
    assert (network.alpha, network.beta, network.division) == (0, 0.1, "N-1")
    assert network.parameters(shape) == count


@every_offset
def test_the_closed_form_counts_what_is_built(offset: str) -> None:
    field = field_of(offset=offset, bias=False)
    assert sizes(field) == {"parameters": field.options.parameters(CLIP), "fixed_numbers": 0}
    assert [plan.name for plan in field.options.plan(CLIP)] == list(field.traced)
    counts = [field.options.scaled(size).parameters(CLIP) for size in range(1, 40)]
    assert counts == sorted(set(counts))


@pytest.mark.parametrize("division", ["N", "N-1"])
@pytest.mark.parametrize(("alpha", "beta"), [(0.0, 0.1), (-0.5, 2.0), (3.0, 1.0)])
@pytest.mark.parametrize("frames", [1, 2, 9])
def test_offsets_are_as_told(alpha: float, beta: float, division: str, frames: int) -> None:
    """Eq. 8; with N - 1 the released code's linspace, both ends included."""
    field = field_of((frames, 6, 7, 1), alpha=alpha, beta=beta, division=division)
    ends = frames + (division == "N")
    wanted = np.linspace(alpha, beta, ends)[:frames]
    np.testing.assert_allclose(field.gammas(field.inputs).numpy(), wanted, rtol=0, atol=1e-12)
    added = field.encode(field.inputs) - field.waves
    torch.testing.assert_close(
        added, torch.from_numpy(wanted).float()[:, None, None, None].expand_as(added), **CLOSE
    )


def test_own_channels_are_the_literal_ones() -> None:
    """Half a period from the first frame to the last, then octaves; constant over a frame."""
    field = field_of(offset="channels", frame_levels=3)
    encoded = field.encode(field.inputs)
    torch.testing.assert_close(encoded[:, :8], field.waves.expand(5, -1, -1, -1))
    x = np.linspace(-1, 1, 5)
    wanted = [wave(f * pi * x) for f in (0.5, 1, 2) for wave in (np.sin, np.cos)]
    own = encoded[:, 8:].numpy()
    np.testing.assert_allclose(own[:, :, 0, 0].T, wanted, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(own, own[:, :, :1, :1] + np.zeros_like(own))


@torch.no_grad()
def test_a_frame_is_what_the_operator_of_pictures_makes_of_its_encoding() -> None:
    film = field_of(beta=1.5)
    still = build(sequence(bias=True) | {"architecture": "oinr"}, (1, *CLIP[1:]), 1)
    still.load_state_dict(film.state_dict())
    for frame, gamma in enumerate(np.linspace(0, 1.5, 5)):
        painted = still.paint(still.encode(still.inputs) + float(gamma))
        torch.testing.assert_close(film.decode(frame), painted[0].permute(1, 2, 0), **CLOSE)


@torch.no_grad()
def test_frames_of_one_offset_are_the_same_frame() -> None:
    """What a frame's number, and the number of frames, change is gamma alone."""
    long, short = field_of((9, 6, 7, 3), beta=2.0), field_of(CLIP, beta=1.0)
    short.load_state_dict(long.state_dict())
    for frame in range(5):  # gammas 0, 1/4, 1/2, ... of both
        assert torch.equal(long.decode(frame), short.decode(frame))
    backwards = twin(short, alpha=1.0, beta=0.0)
    for frame in range(5):
        torch.testing.assert_close(backwards.decode(frame), short.decode(4 - frame), **CLOSE)
    by_n = twin(short, beta=1.25, division="N")
    np.testing.assert_allclose(paint(by_n), paint(short), rtol=0, atol=2e-6)


@torch.no_grad()
@pytest.mark.parametrize("padding", ["circular", "replicate", "reflect", "zeros"])
def test_a_shift_of_all_offsets_is_a_bias_of_the_first_layer(padding: str) -> None:
    """Gamma + d adds d times the sum of its kernel to every output: in full where no zero is.

    So all that alpha does, with biases, is to choose their origin; what tells frames apart is
    beta - alpha.
    """
    field, shift = field_of((2, 12, 13, 2), beta=0.8, padding=padding), 0.6
    shifted = twin(field, alpha=shift, beta=0.8 + shift, padding=padding)
    first = shifted.stages["layer1"].affine
    first.bias -= shift * first.weight.sum((1, 2, 3))
    one, other = torch.from_numpy(paint(field)), torch.from_numpy(paint(shifted))
    inner = slice(3, -3) if padding == "zeros" else slice(None)
    torch.testing.assert_close(one[:, inner, inner], other[:, inner, inner], **CLOSE)
    assert padding != "zeros" or (one - other).abs().max() > 1e-3


@every_offset
@torch.no_grad()
def test_frames_are_painted_at_any_time(offset: str) -> None:
    field = field_of(offset=offset, beta=2.0)
    every = field.at_times(field.inputs)
    np.testing.assert_allclose(paint(field), every.numpy(), rtol=0, atol=2e-6)
    finer = field.resampled((9, *CLIP[1:]))
    assert finer.shape == (9, 6, 7, 3) and field.shape == CLIP
    for frame in range(5):
        assert torch.equal(finer.decode(2 * frame), field.decode(frame))
        assert torch.equal(field.at_times(torch.tensor([frame + 0.5])), field.at_times(
            torch.tensor([frame + 0.5], dtype=torch.float64)))  # fmt: skip
    between = field.at_times(torch.tensor([1.5]))[0]
    assert torch.equal(finer.decode(3), between)
    assert (between - every[1]).abs().max() > 1e-4 < (between - every[2]).abs().max()


@every_offset
def test_a_fit_paints_the_same_once_read(offset: str, tmp_path: Path) -> None:
    values = noise(*CLIP)
    signal = Signal(values, np.arange(5.0), {})
    network = sequence(channels=(12, 12), offset=offset, beta=2.0)
    field = build(network, CLIP, 0)
    recipe = Recipe(learning_rate=0.02, steps=40, batch=2, evaluations=1)
    history = optimise(field, signal, recipe, 0)
    assert history.loss.iloc[-1] < 0.5 * history.loss.iloc[0]
    assert np.mean((paint(field).clip(0, 1) - values) ** 2) == pytest.approx(
        history.mse.iloc[-1], rel=1e-4
    )
    Fit(field.eval(), network, {}, 0).write(tmp_path / "fit.safetensors")
    again = Fit.read(tmp_path / "fit.safetensors").field
    np.testing.assert_array_equal(paint(again), paint(field))


def test_the_paper_s_schedule_ends_at_half_the_rate() -> None:
    paper = Schedule(kind="cosine", floor=0.5)
    wanted = 5e-4 + 5e-4 * (1 + np.cos(pi * np.arange(100) / 100)) / 2  # torch's CosineAnnealingLR
    np.testing.assert_allclose([1e-3 * rate(paper, step, 100) for step in range(100)], wanted)


def test_frames_that_nothing_tells_apart_are_refused() -> None:
    said = r"network.beta: expected another number than alpha, or 5 frames are all the same"
    with pytest.raises(InputError, match=said):
        field_of(alpha=0.3, beta=0.3)
    for allowed in (field_of((1, 6, 7, 3), beta=0.0), field_of(beta=0.0, offset="channels")):
        assert torch.isfinite(torch.from_numpy(paint(allowed))).all()


@pytest.mark.parametrize("shape", [(3, 1, 9, 1), (3, 9, 1, 1)])
def test_frames_of_one_row_are_refused(shape: tuple) -> None:
    with pytest.raises(InputError, match="expected frames of two or more rows and columns, found"):
        field_of(shape)


def test_other_lattices_and_options_are_refused() -> None:
    with pytest.raises(InputError, match=r"decode: expected any time on its own lattice \(5, 6, 7"):
        field_of().resampled((5, 12, 14, 3))
    for wrong in ({"noise": 1}, {"division": "2N"}, {"beta": float("nan")}, {"frame_levels": 0}):
        with pytest.raises(ValidationError):
            OinrSequence(architecture="oinr_sequence", **wrong)
