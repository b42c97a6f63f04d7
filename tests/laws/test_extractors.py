"""Extractors: torchvision's and torchaudio's numbers, without either."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from inrflow.config.networks.incode import Extractor
from inrflow.errors import InputError
from inrflow.fields.extractors.extract import extract
from inrflow.fields.extractors.mfcc import mfcc
from inrflow.fields.extractors.r3d18 import R3d18
from inrflow.fields.extractors.resnet34 import Resnet34
from inrflow.fields.extractors.weights import draw_, unfilled
from inrflow.fields.initialise import generator
from laws.fields import noise
from oracles import extractors

SHAPES = {1: (1, 1, 640, 1), 2: (1, 9, 14, 3), 3: (3, 6, 9, 1)}
STATES = {2: extractors.resnet34_state, 3: extractors.r3d18_state}
FEATURES = {2: extractors.resnet34_features, 3: extractors.r3d18_features}


def values(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(noise(*shape, seed=seed))


@pytest.mark.parametrize("rate", [16_000, 44_100, 8_001])
def test_mfcc_is_the_literal_one(rate: int) -> None:
    time = np.arange(900) / rate
    samples = 0.5 * np.sin(2 * np.pi * 440 * time) + 0.01 * noise(900)
    found = mfcc(torch.from_numpy(samples).float(), rate)
    np.testing.assert_allclose(found, extractors.mfcc_by_numpy(samples, rate), rtol=0, atol=2e-3)


def test_silence_has_coefficients() -> None:
    found = extract(torch.full((1, 1, 500, 2), 0.5), Extractor(), 0)
    torch.testing.assert_close(found[0], torch.tensor(-100 * math.sqrt(50)))


def test_a_sound_gives_the_mean_over_time_of_its_mean_channel() -> None:
    sound = values(1, 1, 640, 2)
    wanted = extractors.mfcc_by_numpy(2 * sound.mean(-1).flatten().numpy() - 1.0, 44_100).mean(1)
    np.testing.assert_allclose(extract(sound, Extractor(), 0), wanted, rtol=0, atol=2e-3)


def test_extractors_have_the_published_sizes() -> None:
    sizes = [sum(p.numel() for p in unfilled(kind).parameters()) for kind in (Resnet34, R3d18)]
    assert sizes[0] == 231_488
    # stem, layer1 of four convolutions, layer2 of one from 64, three from 128, one of 1x1x1
    layers = [3 * 7 * 7 * 3 * 64, 4 * 27 * 64 * 64, 27 * 128 * (64 + 3 * 128), 64 * 128]
    assert sizes[1] == sum(layers) + 2 * (5 * 64 + 5 * 128)


@pytest.mark.parametrize("axes", STATES)
@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_torchvisions_weights_load_and_give_its_features(
    axes: int, suffix: str, tmp_path: Path
) -> None:
    torch.manual_seed(axes)
    state, path = STATES[axes](), tmp_path / f"weights{suffix}"
    save = torch.save if suffix == ".pt" else save_file
    save(state, path)
    signal = values(*SHAPES[axes])
    found = extract(signal, Extractor(weights=str(path)), 0)
    sides = [n for n in SHAPES[axes][:3] if n > 1]
    seen = extractors.stretched(signal).reshape(*sides, -1).movedim(-1, 0).expand(3, *sides)[None]
    wanted = FEATURES[axes](state, seen)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kind", [Resnet34, R3d18])
def test_drawn_weights_follow_torchvisions_rule(kind: type) -> None:
    drawn = unfilled(kind)
    draw_(drawn, generator(0))
    for name, weight in drawn.state_dict().items():
        if weight.ndim == 1:
            assert (weight == (1 if name.endswith("weight") else 0)).all()
        else:
            wanted = math.sqrt(2 / (weight.shape[0] * weight[0, 0].numel()))
            assert weight.std().item() == pytest.approx(wanted, rel=0.03)
            assert abs(weight.mean().item()) < 0.03 * wanted


@pytest.mark.parametrize("axes", [2, 3])
def test_the_seed_alone_decides(axes: int) -> None:
    signal = values(*SHAPES[axes])
    before = torch.get_rng_state()
    one, same, other = (extract(signal, Extractor(), seed) for seed in (3, 3, 4))
    assert torch.equal(one, same) and not torch.allclose(one, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_grey_picture_is_one_of_three_equal_channels() -> None:
    grey = values(1, 9, 14, 1)
    torch.testing.assert_close(
        extract(grey, Extractor(), 0), extract(grey.repeat(1, 1, 1, 3), Extractor(), 0)
    )


@pytest.mark.parametrize("axes", [2, 3])
def test_brightness_and_contrast_are_not_features(axes: int) -> None:
    signal = values(*SHAPES[axes])
    one, two = (extract(s, Extractor(), 0) for s in (signal, 3 * signal - 0.7))
    torch.testing.assert_close(one, two, rtol=1e-3, atol=1e-3)


def test_a_constant_picture_has_finite_features() -> None:
    assert extract(torch.full((1, 9, 9, 3), 0.3), Extractor(), 0).isfinite().all()


def test_of_long_axes_the_centre_is_seen() -> None:
    volume = values(2, 3, 131, 1)
    volume[:, :, 64, :] = torch.tensor([[0.0], [0.5], [1.0]])  # the extremes stay
    torch.testing.assert_close(
        extract(volume, Extractor(), 0), extract(volume[:, :, 1:129], Extractor(), 0)
    )


@pytest.mark.parametrize(
    ("shape", "weights", "said"),
    [
        ((1, 1, 399, 1), None, "expected 400 samples or more for the MFCC of a sound, found 399"),
        ((1, 1, 1, 1), None, "expected 400 samples"),
        ((1, 1, 500, 1), "w.pt", "expected none for a sound"),
        ((1, 9, 9, 2), None, "expected 1 or 3 channels for resnet34, found 2"),
        ((1, 4, 4, 3), None, "expected more than 4x4 samples on an axis, found 4x4"),
        ((2, 4, 4, 3), None, "expected more than 2x4x4 samples on an axis, found 2x4x4"),
        ((1, 9, 9, 3), "missing.pt", "missing.pt: expected weights, found no file"),
    ],
    ids=str,
)
def test_what_cannot_be_seen_is_refused_in_one_line(
    shape: tuple[int, ...], weights: str | None, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        extract(values(*shape), Extractor(weights=weights), 0)
    assert "\n" not in str(caught.value)


def test_the_smallest_signals_that_are_seen() -> None:
    for shape in ((1, 1, 400, 1), (1, 5, 2, 3), (3, 2, 2, 1), (2, 5, 2, 1)):
        assert extract(values(*shape), Extractor(), 0).isfinite().all()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"layer1.2.bn2.bias": None, "conv1.weight": None}, "missing 2 of 21 weights: conv1.wei"),
        ({"bn1.weight": torch.ones(3)}, r"bn1.weight: expected shape \(64,\), found \(3,\)"),
        ({"bn1.bias": torch.full((64,), torch.nan)}, "bn1.bias: expected finite real numbers"),
        ({"bn1.bias": torch.ones(64, dtype=torch.long)}, "bn1.bias: expected finite real"),
    ],
    ids=["missing", "shape", "nan", "integers"],
)
def test_weights_that_do_not_fit_are_refused_in_one_line(
    spoil: dict, said: str, tmp_path: Path
) -> None:
    state = {k: v for k, v in (extractors.resnet34_state() | spoil).items() if v is not None}
    torch.save(state, tmp_path / "weights.pt")
    with pytest.raises(InputError, match=f"weights.pt: .*{said}") as caught:
        extract(values(1, 9, 9, 3), Extractor(weights=str(tmp_path / "weights.pt")), 0)
    assert "\n" not in str(caught.value)


def test_a_pickle_of_objects_is_refused(tmp_path: Path) -> None:
    torch.save({"state_dict": Path("x")}, tmp_path / "weights.pt")
    with pytest.raises(InputError, match="expected tensors alone"):
        extract(values(1, 9, 9, 3), Extractor(weights=str(tmp_path / "weights.pt")), 0)


def test_nan_in_a_signal_is_refused() -> None:
    with pytest.raises(InputError, match="expected finite features"):
        extract(torch.full((1, 9, 9, 3), torch.nan), Extractor(), 0)
