"""Fitting: the schedule, the batches, the loop, and what quality means."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from inrflow.config.recipe import Recipe, Schedule
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting import optimise as loop
from inrflow.fitting.batches import orders
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import optimise
from inrflow.fitting.schedule import rate
from inrflow.fitting.stages import fit_signal
from inrflow.measures.quality import psnr, quality, ssim
from inrflow.signals.signal import Signal
from laws.fields import ffn, nerv, noise

DECODER = nerv(2, 2, lattice=(2, 3))


def recipe(**options: Any) -> dict[str, Any]:
    return {"learning_rate": 1e-2, "steps": 6, "device": "cpu", **options}


def clip(frames: int, value: float | None = None) -> Signal:
    values = noise(frames, 8, 12, 3) if value is None else np.full((frames, 8, 12, 3), value)
    return Signal(values.astype(np.float32), np.arange(frames, dtype=np.float64), {})


def fitted(network: dict, signal: Signal, seed: int = 0, **options: Any) -> torch.nn.Module:
    field = build(network, signal.shape, seed)
    optimise(field, signal, Recipe(**recipe(**options)), seed)
    return field


def same(one: torch.nn.Module, two: torch.nn.Module) -> bool:
    pairs = zip(one.state_dict().values(), two.state_dict().values(), strict=True)
    return all(torch.equal(a[: len(b)], b) for a, b in pairs)


def test_the_schedule_of_the_paper() -> None:
    schedule = Schedule(kind="cosine", warmup=0.1, start=0.1)
    assert rate(schedule, 0, 100) == pytest.approx(0.1)
    assert rate(schedule, 5, 100) == pytest.approx(0.55)
    assert rate(schedule, 10, 100) == pytest.approx(1)
    assert rate(schedule, 55, 100) == pytest.approx(0.5)
    assert rate(schedule, 99, 100) == pytest.approx((math.cos(math.pi * 0.89 / 0.9) + 1) / 2)
    assert rate(schedule, 100, 100) == pytest.approx(0)


def test_a_constant_schedule_warms_up_and_stays() -> None:
    assert [rate(Schedule(), step, 4) for step in range(4)] == [1, 1, 1, 1]
    warm = Schedule(warmup=0.5, start=0.2)
    assert [rate(warm, step, 4) for step in range(4)] == pytest.approx([0.2, 0.6, 1, 1])


@pytest.mark.parametrize(("samples", "batch"), [(10, 3), (12, 4), (7, 7), (5, 1)])
def test_an_epoch_sees_each_sample_at_most_once(samples: int, batch: int) -> None:
    drawn = orders(samples, batch, torch.Generator().manual_seed(0))
    seen = []
    for _ in range(3):
        if batch == samples:
            assert next(drawn) is None
            continue
        epoch = torch.cat([next(drawn) for _ in range(samples // batch)])
        assert len(epoch.unique()) == len(epoch) == samples // batch * batch
        assert epoch.min() >= 0 and epoch.max() < samples
        seen.append(tuple(epoch.tolist()))
    assert len(seen) == len(set(seen)) or samples == 5


@pytest.mark.parametrize("batch", [None, 10, 99])
def test_no_batch_means_all_samples(batch: int | None) -> None:
    drawn = orders(10, batch, torch.Generator())
    assert [next(drawn) for _ in range(3)] == [None] * 3


@pytest.mark.parametrize(
    ("network", "options"),
    [
        (ffn(width=8), {"steps": 250, "batch": 32}),
        (ffn(width=8, output="sigmoid"), {"steps": 250}),
        (DECODER, {"steps": 400, "batch": 1}),
    ],
    ids=["ffn", "ffn-sigmoid", "nerv"],
)
def test_a_constant_picture_is_fitted(network: dict, options: dict) -> None:
    signal = clip(1, 0.3)
    cosine = Schedule(kind="cosine")
    field = fitted(network, signal, schedule=cosine, **options)
    assert psnr(signal.values, paint(field)).min() > 40


@pytest.mark.parametrize("batch", [None, 16])
def test_members_are_fitted_as_if_alone(batch: int | None) -> None:
    three, two = (fitted(ffn(), clip_of_three(n), batch=batch) for n in (3, 2))
    assert same(three, two)


def clip_of_three(frames: int) -> Signal:
    """The first frames of one clip."""
    return Signal(clip(3).values[:frames], np.arange(frames, dtype=np.float64), {})


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("batch", [None, 16])
def test_groups_are_fitted_as_one_by_one(
    size: int, batch: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "group_size", lambda field, batch: 1)
    alone = fitted(ffn(), clip(3), batch=batch)
    monkeypatch.setattr(loop, "group_size", lambda field, batch: size)
    together = fitted(ffn(), clip(3), batch=batch)
    for key, value in alone.state_dict().items():
        torch.testing.assert_close(together.state_dict()[key], value, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("sampling", ["epoch", "replacement"])
def test_what_a_member_sees_does_not_depend_on_those_beside_it(
    sampling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ragged = {"architecture": "siren", "width": 4, "layers": 2, "partition": [3, 5]}
    options = {"batch": 3, "sampling": sampling, "steps": 20}
    made = []
    for size in (1, 4, 99):
        monkeypatch.setattr(loop, "group_size", lambda field, batch, size=size: size)
        made.append(paint(fitted(ragged, clip(1), **options)))
    np.testing.assert_allclose(made[1], made[0], atol=1e-4)
    np.testing.assert_allclose(made[2], made[0], atol=1e-4)


@pytest.mark.parametrize("network", [ffn(output="tanh"), DECODER], ids=["ffn", "nerv"])
@pytest.mark.parametrize("batch", [None, 2])
def test_same_seed_same_bytes_other_seed_other_bytes(
    network: dict, batch: int | None, tmp_path: Path
) -> None:
    clip(3).write(tmp_path / "frames.safetensors")
    names = {
        "fit": "safetensors",
        "painted": "safetensors",
        "history": "parquet",
        "clock": "parquet",
        "metrics": "json",
    }
    made = {}
    for run, seed in (("one", 5), ("two", 5), ("other", 6)):
        params = {"network": network, "recipe": recipe(batch=batch), "seed": seed}
        outputs = {name: tmp_path / f"{run}-{name}.{end}" for name, end in names.items()}
        fit_signal(params, frames=tmp_path / "frames.safetensors", **outputs)
        made[run] = {name: path.read_bytes() for name, path in outputs.items()}
    for files in made.values():
        del files["clock"]  # seconds differ between equal runs: that is why they stand apart
    assert made["one"] == made["two"]
    assert all(made["one"][name] != made["other"][name] for name in made["one"])


@pytest.mark.parametrize("loss", ["mse", "l1"])
@pytest.mark.parametrize("optimiser", ["adam", "adamw", "sgd"])
@pytest.mark.parametrize("network", [ffn(), DECODER], ids=["ffn", "nerv"])
def test_every_loss_and_optimiser_goes_down(network: dict, optimiser: str, loss: str) -> None:
    signal = clip(2, 0.3)
    settings = {"optimiser": optimiser, "loss": loss, "steps": 40}
    table = optimise(build(network, signal.shape, 0), signal, Recipe(**recipe(**settings)), seed=0)
    for _, history in table.groupby("member"):
        assert history["loss"].iloc[-1] < history["loss"].iloc[0]
    assert sorted(table["member"].unique()) == ([-1] if network is DECODER else [0, 1])


@pytest.mark.parametrize("network", [ffn(), DECODER | {"output": "identity"}], ids=["ffn", "nerv"])
@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_a_loss_that_is_no_number_names_its_step(network: dict, optimiser: str) -> None:
    options = {"learning_rate": 1e6, "optimiser": optimiser, "steps": 60}
    with pytest.raises(InputError, match=r"found (nan|inf) at step \d+ of (member [01]|network)"):
        fitted(network, clip(2), **options)
    spoilt = clip(2, math.nan)
    with pytest.raises(InputError, match="found nan at step 0"):
        fitted(network, spoilt)


def test_quality_is_what_skimage_says() -> None:
    truth = noise(3, 16, 20, 3)
    painted = truth + noise(3, 16, 20, 3, seed=1) * np.float32(0.4) - np.float32(0.2)
    clamped = np.clip(painted, 0, 1)
    wanted = [peak_signal_noise_ratio(a, b, data_range=1) for a, b in zip(truth, clamped)]  # noqa: B905
    found = quality(truth, painted, {"parameters": 480, "fixed_numbers": 7})
    np.testing.assert_allclose(found["psnr_frames"], wanted, rtol=1e-5)
    assert found["psnr"] == pytest.approx(np.mean(wanted), rel=1e-5)
    assert found["psnr_unclamped"] < found["psnr"]
    similar = [
        structural_similarity(
            a, b, data_range=1, channel_axis=2, gaussian_weights=True, sigma=1.5,
            use_sample_covariance=False,
        )
        for a, b in zip(truth, clamped, strict=True)
    ]  # fmt: skip
    assert found["ssim"] == pytest.approx(np.mean(similar))
    assert found["bits_per_pixel"] == 32 * 480 / (3 * 16 * 20)
    assert found["parameters"] == 480 and found["fixed_numbers"] == 7


def test_quality_of_the_truth_itself() -> None:
    truth = noise(1, 12, 12, 3)
    assert psnr(truth, truth)[0] == pytest.approx(200)
    assert ssim(truth, truth)[0] == pytest.approx(1)
    found = quality(truth[:, :8], truth[:, :8], {"parameters": 1, "fixed_numbers": 0})
    assert found["ssim"] is None
