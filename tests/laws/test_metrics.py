"""Every number of a fit's record equals its formula, written out or taken from skimage."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.metrics import peak_signal_noise_ratio

from inrflow.errors import InputError
from inrflow.measures.audio import snr
from inrflow.measures.curve import Moment, common_psnr, seconds_to, seconds_to_best
from inrflow.measures.occupancy import iou
from inrflow.measures.quality import quality
from inrflow.measures.released import psnr_audio, psnr_minmax, psnr_oinr
from inrflow.measures.silence import Noise, silence_error, silent
from inrflow.measures.ssim import ssim_volume

SIZES = {"parameters": 480, "fixed_numbers": 7}
SOUND = (-1.0, 1.0)


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


def pair(*shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a signal and a copy that leaves [0, 1] here and there."""
    truth = noise(*shape)
    return truth, truth + np.float32(0.4) * (noise(*shape, seed=1) - np.float32(0.5))


def squares(a: np.ndarray, b: np.ndarray) -> float:
    """Return the mean squared error, one value after the other."""
    pairs = zip(a.ravel().tolist(), b.ravel().tolist(), strict=True)
    return math.fsum((x - y) ** 2 for x, y in pairs) / a.size


def test_a_pictures_released_variants_are_their_formulas() -> None:
    truth, painted = pair(1, 14, 12, 3)
    truth *= np.float32(0.9)
    found = quality(truth, painted, SIZES, "image")
    plain = squares(truth, painted)
    assert found["psnr_downstream"] == pytest.approx(-10 * math.log10(plain))
    assert found["psnr_unclamped"] == pytest.approx(-10 * math.log10(plain))
    assert found["psnr_oinr"] == pytest.approx(10 * math.log10(float(truth.max()) / plain))
    stretched = [
        np.interp(v.astype(np.float64), [v.min(), v.max()], [0, 255]) for v in (truth, painted)
    ]
    wanted = peak_signal_noise_ratio(*stretched, data_range=255)
    assert found["psnr_minmax"] == pytest.approx(wanted)
    rounded = (np.clip(painted, 0, 1) * 255).round().astype(np.uint8) / 255
    assert found["psnr_8bit"] == pytest.approx(-10 * math.log10(squares(truth, rounded)))
    assert found["ssim_unclamped"] != found["ssim"]


def test_a_clips_square_is_averaged_over_all_frames_at_once() -> None:
    truth, painted = pair(4, 12, 12, 3)
    painted[2] = truth[2]
    found = quality(truth, painted, SIZES, "video")
    wanted = -10 * math.log10(squares(truth, np.clip(painted, 0, 1)))
    assert found["psnr_whole"] == pytest.approx(wanted)
    assert found["psnr_whole"] < found["psnr"] == pytest.approx(np.mean(found["psnr_frames"]))


def test_a_waves_numbers_are_of_physical_values() -> None:
    truth, painted = pair(1, 1, 300, 1)
    truth *= np.float32(0.8)
    x, y, clamped = (2 * v.astype(np.float64) - 1 for v in (truth, painted, painted.clip(0, 1)))
    found = quality(truth, painted, SIZES, "audio", SOUND)
    power = math.fsum(v * v for v in x.ravel()) / x.size
    assert found["mse"] == pytest.approx(squares(x, clamped))
    assert found["snr"] == pytest.approx(10 * math.log10(power / squares(x, clamped)))
    assert found["psnr"] == pytest.approx(peak_signal_noise_ratio(x, clamped, data_range=2))
    assert found["data_range"] == 2
    largest = np.abs(x).max()
    wanted = -10 * math.log10(squares(x / largest, y / largest))
    assert found["psnr_audio"] == pytest.approx(wanted)
    assert "bits_per_pixel" not in found and "ssim" not in found


def test_silence_has_no_snr_and_black_no_peak() -> None:
    silent = np.full((1, 1, 8, 1), 0.5, dtype=np.float32)
    assert snr(silent, silent, SOUND) is None
    assert psnr_audio(silent, silent, SOUND) == pytest.approx(200)
    assert psnr_oinr(silent * 0, silent) is None
    assert psnr_minmax(silent, silent * 0) == pytest.approx(200)  # both are even
    record = quality(silent, silent, SIZES, "audio", SOUND)
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def bursts(*edges: tuple[int, int], count: int = 1000) -> np.ndarray:
    """A wave of 0 but for stretches of +-1, in signal units."""
    wave = np.full((1, 1, count, 1), 0.5, dtype=np.float32)
    for first, after in edges:
        wave[:, :, first:after] = np.resize([0.0, 1.0], after - first)[:, None]
    return wave


def test_noise_is_counted_where_all_around_is_silent() -> None:
    truth = bursts((300, 500), (560, 600))
    assert np.flatnonzero(silent(2 * truth - 1)).tolist() == [*range(260), *range(640, 1000)]
    # the 60 samples between them are too few for a window of 80, not for one of 20
    narrow = np.flatnonzero(silent(2 * truth - 1, 20)).tolist()
    assert narrow == [*range(290), *range(510, 550), *range(610, 1000)]
    painted = truth.copy()
    painted[:, :, :260] += 0.05  # physical 0.1
    painted[:, :, 300:500] = 0.5  # where it is loud
    found = silence_error(truth, painted, SOUND)
    assert found.samples == pytest.approx(620 / 1000)
    assert found.rms == pytest.approx(math.sqrt(260 / 620 * 0.1**2))
    power = 240 / 1000
    assert found.snr == pytest.approx(10 * math.log10(power / (260 / 620 * 0.1**2)))
    record = quality(truth, painted, SIZES, "audio", SOUND)
    keys = ("noise_in_silence", "snr_in_silence", "silent_share")
    assert tuple(record[key] for key in keys) == (found.rms, found.snr, found.samples)
    assert silence_error(truth, truth, SOUND) == Noise(0.0, 200.0, 0.62)


def test_silence_is_a_share_of_the_peak_in_every_channel() -> None:
    quiet = np.full((1, 1, 400, 2), 0.5, dtype=np.float64)
    quiet[:, :, :100] = 0.9  # peak 0.8
    quiet[:, :, 200:, 1] += 0.0039  # 0.0078 < 0.008
    assert silent(2 * quiet - 1, 2).sum() == 299
    quiet[:, :, 200:, 1] += 0.0002  # 0.0082
    assert silent(2 * quiet - 1, 2).sum() == 98
    assert silent(2 * quiet - 1, 2, 0.02).sum() == 299


def test_a_wave_without_silence_or_with_nothing_else_has_no_such_noise() -> None:
    for wave in (bursts((0, 1000)), bursts()):
        assert silence_error(wave, wave, SOUND) is None
        record = quality(wave, wave, SIZES, "audio", SOUND)
        assert record["noise_in_silence"] is None and record["snr_in_silence"] is None
        assert record["silent_share"] == 0


def test_a_volumes_ssim_is_wangs_formula_under_a_cubic_window() -> None:
    truth, painted = pair(13, 12, 14, 1)
    offsets = np.arange(-5, 6)
    line = np.exp(-(offsets**2) / (2 * 1.5**2))
    line /= line.sum()

    def blurred(values: np.ndarray) -> np.ndarray:
        for axis in range(3):  # what lies wholly inside
            values = np.apply_along_axis(np.convolve, axis, values, line, mode="valid")
        return values

    x, y = (v[..., 0].astype(np.float64) for v in (truth, painted))
    ux, uy = blurred(x), blurred(y)
    vx, vy, vxy = blurred(x * x) - ux**2, blurred(y * y) - uy**2, blurred(x * y) - ux * uy
    c1, c2 = 0.01**2, 0.03**2
    map_ = (2 * ux * uy + c1) * (2 * vxy + c2) / ((ux**2 + uy**2 + c1) * (vx + vy + c2))
    assert ssim_volume(truth, painted) == pytest.approx(map_.mean(), rel=1e-5)


def test_a_volume_has_slices_and_the_whole() -> None:
    truth, painted = pair(12, 12, 12, 1)
    found = quality(truth, painted, SIZES, "volume")
    assert len(found["psnr_frames"]) == 12
    wanted = -10 * math.log10(squares(truth, np.clip(painted, 0, 1)))
    assert found["psnr"] == pytest.approx(wanted)
    slices = [quality(t[None], p[None], SIZES, "image") for t, p in zip(truth, painted)]  # noqa: B905
    assert found["ssim_slices"] == pytest.approx(np.mean([one["ssim"] for one in slices]))
    assert found["iou"] is None
    thin = quality(truth[:10], painted[:10], SIZES, "volume")
    assert thin["ssim"] is None and thin["ssim_slices"] is not None


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_iou_counts_sets(cells: list[tuple[bool, bool]]) -> None:
    real, found = ({i for i, cell in enumerate(cells) if cell[side]} for side in (0, 1))
    truth, painted = np.array(cells, dtype=np.float32).T.reshape(2, 1, 1, -1, 1)
    wanted = len(real & found) / len(real | found) if real | found else 1.0
    assert iou(truth, painted) == wanted
    assert quality(truth, painted, SIZES, "volume")["iou"] == wanted


def test_half_is_inside() -> None:
    truth = np.ones((1, 1, 2, 1), dtype=np.float32)
    assert iou(truth, np.array([0.5, 0.49], dtype=np.float32).reshape(1, 1, 2, 1)) == 0.5


def test_bits_count_what_a_decoder_needs() -> None:
    truth, painted = pair(2, 4, 5, 3)
    found = quality(truth, painted, SIZES, "video")
    assert found["bits_per_value"] == 32 * 487 / (2 * 4 * 5 * 3)
    assert "fixed_numbers" in found["bits_per_value_formula"]
    assert found["bits_per_pixel"] == 32 * 480 / (2 * 4 * 5)


def history(*psnr: float) -> pd.DataFrame:
    steps = np.arange(len(psnr)) * 10
    return pd.DataFrame({"step": steps, "seconds": steps / 4, "psnr": psnr})


def test_a_curve_says_when_a_psnr_was_first_reached() -> None:
    curve = history(10.0, math.nan, 20.0, 18.0, 25.0, 25.0)
    assert seconds_to(curve, 15.0) == Moment(20, 5.0, 20.0)
    assert seconds_to(curve, 20.0) == Moment(20, 5.0, 20.0)
    assert seconds_to(curve, 25.1) is None
    assert seconds_to_best(curve) == Moment(40, 10.0, 25.0)
    assert seconds_to_best(history(math.nan)) is None
    assert common_psnr([curve, history(30.0, 22.0)]) == 25.0
    assert common_psnr([curve, history(math.nan)]) is None
    with pytest.raises(InputError, match=r"expected columns .*found none of \['psnr'\]"):
        seconds_to(curve.drop(columns="psnr"), 1.0)
