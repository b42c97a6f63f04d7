"""The part `sequences` of the study `oinr`: what a fit sees, and what is measured where."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.interpolate import CubicSpline

from inrflow.config.oinr.sequences import Sequences
from inrflow.config.recipe import Recipe
from inrflow.fields.initialise import generator
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import optimise
from inrflow.fitting.slabs import draws
from inrflow.oinr.sequences.classical import interpolated
from inrflow.oinr.sequences.fit import fitted, of_frames, quality_of
from inrflow.oinr.sequences.frames import split
from inrflow.oinr.sequences.methods import Method, methods_of
from inrflow.oinr.sequences.search import search_rates
from inrflow.oinr.sequences.stage import fit_sequences
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays
from laws.fields import noise

SHAPE = (5, 8, 8, 1)
RECIPE = {"learning_rate": 0.01, "steps": 4}
FIELDS: dict[str, dict[str, Any]] = {
    "operator": {"architecture": "oinr_sequence", "channels": [3, 3], "levels": 2},
    "waves": {"architecture": "siren", "width": 6, "layers": 3},
    "decoder": {
        "architecture": "nerv",
        "first_lattice": [4, 4],
        "strides": [2],
        "embedding_levels": 3,
        "budget": 300,
        "lower_width": 2,
    },
}
ASKED = {
    "operator": "operator",
    "variants": {"released": {}, "own": {"offset": "channels", "frame_levels": 2}},
    "baselines": ["waves", "decoder"],
    "classical": ["nearest", "linear", "cubic"],
    "every": [1, 2],
    "batch": 2,
    "steps": 3,
}


def clip(*shape: int, seed: int = 0) -> Signal:
    return Signal(
        noise(*(shape or SHAPE), seed=seed), np.arange(float(shape[0] if shape else 5)), {}
    )


def asked(**options: Any) -> Sequences:
    return Sequences(**ASKED | options)


def told(**options: Any) -> dict[str, Any]:
    recipe = Recipe(**RECIPE).model_dump(mode="json")
    fields = {name: {"network": network, "recipe": recipe} for name, network in FIELDS.items()}
    named = {"fields": fields, "signal": "clip"}
    return named | {"sequences": asked(**options).model_dump(mode="json")}


@pytest.mark.parametrize(
    ("frames", "every", "last", "kept", "beyond", "hardest"),
    [
        (7, 3, True, [0, 3, 6], [], 4),
        (8, 3, True, [0, 3, 6, 7], [], 4),
        (8, 3, False, [0, 3, 6], [7], 4),
        (9, 20, True, [0, 8], [], 4),
        (4, 1, False, [0, 1, 2, 3], [], None),
    ],
)
def test_every_kth_frame_is_kept(
    frames: int, every: int, last: bool, kept: list, beyond: list, hardest: int | None
) -> None:
    found = split(frames, every, last, "clip")
    assert (found.kept, found.beyond) == (kept, beyond)
    assert sorted([*found.kept, *found.unseen, *found.beyond]) == list(range(frames))
    assert hardest is None or found.hardest == hardest


def test_interpolations_meet_kept_frames_and_read_no_others() -> None:
    values, kept = noise(8, 3, 4, 2), [0, 2, 5, 6]
    other = values.copy()
    other[[1, 3, 4, 7]] = 9.0
    for method in ("nearest", "linear", "cubic"):
        found = interpolated(method, values, kept)
        np.testing.assert_allclose(found[kept], values[kept], rtol=0, atol=1e-6)
        np.testing.assert_allclose(found[7], values[6], rtol=0, atol=1e-6)  # beyond: the last
        np.testing.assert_array_equal(interpolated(method, other, kept), found)
    nearest = interpolated("nearest", values, kept)
    np.testing.assert_array_equal(nearest[[1, 3, 4]], values[[0, 2, 5]])
    linear = interpolated("linear", values, kept)
    np.testing.assert_allclose(linear[3], (2 * values[2] + values[5]) / 3, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("method", "degree"), [("linear", 1), ("cubic", 3)])
def test_interpolations_are_exact_for_their_polynomials(method: str, degree: int) -> None:
    t = np.linspace(0, 1, 9, dtype=np.float32)[:, None, None, None]
    values = (np.ones((1, 2, 3, 1), np.float32) * t**degree).astype(np.float32)
    found = interpolated(method, values, [0, 2, 3, 6, 8])
    np.testing.assert_allclose(found, values, rtol=0, atol=1e-6)


def test_two_kept_frames_are_joined_by_a_line() -> None:
    values = noise(4, 2, 2, 1)
    np.testing.assert_allclose(
        interpolated("cubic", values, [0, 3]), interpolated("linear", values, [0, 3]), atol=1e-6
    )
    np.testing.assert_allclose(CubicSpline([0, 3], [1.0, 2.0])(1), 4 / 3)


def test_batches_follow_each_other_or_are_drawn() -> None:
    fixed = draws(5, 2, "fixed", generator(0))
    assert [next(fixed).tolist() for _ in range(4)] == [[0, 1], [2, 3], [4], [0, 1]]
    drawn = draws(5, 2, "shuffled", generator(0))
    epoch = torch.cat([next(drawn), next(drawn)]).tolist()
    assert len(set(epoch)) == 4
    assert next(draws(5, None, "fixed", generator(0))).tolist() == list(range(5))


@pytest.mark.parametrize("name", FIELDS)
def test_a_fit_never_sees_the_frames_that_are_held_back(name: str) -> None:
    """Whatever they are, it paints the same; kept ones it does see."""
    signal, frames = clip(), split(5, 2, True, "clip")
    method = Method(FIELDS[name], Recipe(**RECIPE), 0)
    first = fitted(method, signal, frames, asked(), 0).values
    for held, same in ((1, True), (3, True), (2, False)):
        values = signal.values.copy()
        values[held] = 0.5
        again = fitted(method, replace(signal, values=values), frames, asked(), 0).values
        assert np.array_equal(again, first) == same


@pytest.mark.parametrize("name", FIELDS)
def test_all_frames_kept_is_the_plain_fit(name: str) -> None:
    signal, recipe = clip(), Recipe(**RECIPE)
    mine = fitted(
        Method(FIELDS[name], recipe, 0), signal, split(5, 1, True, ""), asked(batch=None), 3
    )
    plain = build(FIELDS[name], SHAPE, 3)
    optimise(plain, signal, recipe, 3)
    np.testing.assert_allclose(mine.values, paint(plain), rtol=0, atol=1e-5)


def test_kept_and_unseen_frames_are_measured_apart() -> None:
    signal, frames = clip(7, 12, 12, 1), split(7, 2, False, "clip")
    painted = signal.values.copy()
    painted[frames.unseen] = (signal.values[frames.unseen] + 0.1).clip(0, 1)
    found = quality_of(signal, painted, frames)
    assert found["psnr_kept"] == 200 and found["psnr_unseen"] < 21 and found["mse_kept"] == 0
    rows = pd.DataFrame(of_frames(signal, painted, frames))
    means = rows.groupby("part")["psnr"].mean()
    assert means["unseen"] == pytest.approx(found["psnr_unseen"])
    assert "psnr_beyond" not in found
    volume = quality_of(replace(signal, kind="volume"), painted, frames)
    assert volume["psnr_unseen"] == pytest.approx(-10 * np.log10(found["mse_unseen"]))


def test_methods_are_of_equal_size() -> None:
    params = told()
    params["fields"]["operator"]["network"] = FIELDS["operator"] | {"channels": [8, 8]}
    found = methods_of(asked(), params["fields"], (5, 8, 8, 3), "clip", 1400)
    assert list(found) == ["released", "own", "waves", "decoder"]
    counts = [method.parameters for method in found.values()]
    assert max(counts) <= 1.02 * min(counts)
    assert found["own"].network["offset"] == "channels"
    assert found["released"].network["beta"] == 0.1


def test_the_stage_leaves_a_row_a_method(tmp_path: Path) -> None:
    clip().write(tmp_path / "frames.safetensors")
    paths = {name: tmp_path / name for name in ("fits", "courses", "pictures")}
    rates = {name: tmp_path / name for name in ("table", "chosen")}
    grid = {"rates": {"lowest": 1e-3, "highest": 1e-1, "points": 3}}
    search = told() | grid | {"budget": None, "steps": 2, "seed": 9}
    search_rates(search, frames=tmp_path / "frames.safetensors", **rates)
    chosen = pd.read_csv(rates["chosen"]).set_index("method")["learning_rate"]
    assert len(pd.read_csv(rates["table"])) == 3 * len(chosen) == 12
    fit_sequences(
        told() | {"seed": 0}, frames=tmp_path / "frames.safetensors", rates=rates["chosen"], **paths
    )
    fits, courses = pd.read_csv(paths["fits"]), pd.read_csv(paths["courses"])
    assert len(fits) == 4 + 7 and len(courses) == 5 * len(fits)
    networks = fits[fits["parameters"] > 0]
    assert (networks["learning_rate"] == networks["method"].map(chosen)).all()
    assert fits.loc[fits["every"] == 1, "psnr_unseen"].isna().all()
    means = courses.groupby(["method", "every", "part"])["psnr"].mean()
    for row in fits.itertuples():
        wanted = means[row.method, row.every, "kept"]
        assert row.psnr_kept == pytest.approx(wanted, rel=1e-4)
    painted, header = read_arrays(paths["pictures"], "sequences")
    assert header["frames"] == {"2": 3} and set(painted) == {f"{m}/2" for m in asked().methods}
