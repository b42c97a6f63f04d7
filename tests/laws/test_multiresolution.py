"""Pictures on other lattices, and fields that are fitted to several of them."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from inrflow.config.oinr.multiresolution import Multiresolution
from inrflow.config.recipe import Recipe
from inrflow.fields.resolve import build, options_of
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import optimise
from inrflow.measures.psnr import psnr
from inrflow.oinr.multiresolution.fits import _orders, fit_lattices, painted_at
from inrflow.oinr.multiresolution.networks import capped_at
from inrflow.oinr.multiresolution.resize import resized
from inrflow.oinr.multiresolution.search import search_rates
from inrflow.oinr.multiresolution.stage import fit_sizes
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays
from laws.fields import noise
from laws.sizes import OINR, RECIPE, SIREN, sizes_params

FILTERS = ("bicubic", "lanczos", "bilinear")


def wave(height: int, width: int, turns: float) -> np.ndarray:
    """Return a cosine that is flat at both ends of x, its samples at the corners."""
    x = np.linspace(0, 1, width)
    row = 0.5 + 0.4 * np.cos(2 * np.pi * turns * x)
    return np.tile(row, (height, 1))[None, ..., None].astype(np.float32)


@pytest.mark.parametrize("method", FILTERS)
@pytest.mark.parametrize("sides", [(9, 17), (13, 21), (40, 50)])
def test_samples_at_corners_are_the_same_wave(method: str, sides: tuple[int, int]) -> None:
    picture = wave(19, 33, 1.0)
    there, here = resized(picture, sides, method, "corners"), wave(*sides, 1.0)
    height = (there - 0.5).ravel() @ (here - 0.5).ravel() / ((here - 0.5) ** 2).sum()
    assert 0.8 < height < 1.02  # filters damp it, nothing else
    assert np.abs(there - 0.5 - height * (here - 0.5)).max() < 0.012


def test_half_pixels_shift_what_a_field_would_see() -> None:
    picture, here = wave(19, 33, 1.5), wave(9, 17, 1.5)
    off = {at: np.abs(resized(picture, (9, 17), "bicubic", at) - here).max()
           for at in ("corners", "half-pixel")}  # fmt: skip
    assert off["half-pixel"] > 2 * off["corners"]


@pytest.mark.parametrize("lattice", ["corners", "half-pixel"])
def test_flat_pictures_stay_flat_and_own_sizes_stay_as_they_are(lattice: str) -> None:
    picture = noise(1, 12, 10, 3)
    assert resized(picture, (12, 10), "bicubic", lattice) is picture
    flat = np.full_like(picture, 0.3)
    for sides in ((7, 5), (20, 31)):
        np.testing.assert_allclose(resized(flat, sides, "bicubic", lattice), 0.3, atol=1e-6)


def test_the_split_of_the_released_sizes() -> None:
    asked = Multiresolution(sizes={"lowest": 256, "highest": 358, "step": 2}, held_out=0.2)
    train, held = asked.split
    assert (len(train), len(held)) == (41, 5 + 6)  # validation and test together
    assert sorted(train + held) == list(range(256, 359, 2)) and not {256, 358} & set(held)
    assert asked.split == (train, held)
    assert asked.model_copy(update={"split_seed": 1}).split != (train, held)
    assert asked.fitted("lowest") == [256] and asked.fitted("largest") == [358]
    assert abs(asked.fitted("mean")[0] - np.mean(train)) <= 4


def test_an_epoch_sees_every_lattice_once() -> None:
    turns = list(islice(_orders(5, seed=3), 20))
    epochs = [turns[k : k + 5] for k in range(0, 20, 5)]
    assert all(sorted(epoch) == list(range(5)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) > 1
    assert turns == list(islice(_orders(5, seed=3), 20))


@pytest.mark.parametrize("network", [SIREN, OINR | {"coarsest": [7, 9]}], ids=["siren", "oinr"])
def test_one_lattice_is_the_plain_fit(network: dict) -> None:
    picture, recipe = noise(1, 7, 9, 1), Recipe(**RECIPE | {"steps": 3})
    plain, some = (build(network, (1, 12, 15, 1), 0) for _ in range(2))
    optimise(plain.resampled(picture.shape), Signal(picture, np.zeros(1), {}, "image"), recipe, 0)
    assert fit_lattices(some, [picture], recipe, 0) > 0
    np.testing.assert_array_equal(paint(some), paint(plain))
    np.testing.assert_array_equal(painted_at(some, picture.shape)[..., 0].shape, (1, 7, 9))


def test_a_step_on_each_lattice_descends_their_errors() -> None:
    recipe = Recipe(learning_rate=0.5, optimiser="sgd", steps=2, device="cpu")
    pictures = [noise(1, n, n + 1, 1) for n in (5, 8)]
    field, by_hand = (build(SIREN, (1, 9, 10, 1), 0) for _ in range(2))
    fit_lattices(field, pictures, recipe, seed=0)
    for turn in islice(_orders(2, 0), 2):
        part, wanted = by_hand.resampled(pictures[turn].shape), pictures[turn].reshape(1, -1, 1)
        painted = part(part.coordinates(torch.arange(wanted.size)[None]))
        (painted - torch.from_numpy(wanted)).square().mean().backward()
        with torch.no_grad():
            for weight in by_hand.parameters():
                weight -= 0.5 * weight.grad
                weight.grad = None
    np.testing.assert_allclose(paint(field), paint(by_hand), atol=2e-6)


def test_the_search_takes_the_rate_that_is_best_at_sizes_held_out(tmp_path: Path) -> None:
    frames, paths = tmp_path / "f", {n: tmp_path / n for n in ("table", "chosen")}
    picture = Signal(noise(1, 12, 12, 1), np.zeros(1), {}, "image")
    picture.write(frames)
    rates = {"lowest": 1e-4, "highest": 1e-2, "points": 3}
    params = sizes_params() | {"field": "siren", "rates": rates, "steps": 3}
    search_rates(params, frames=frames, **paths)
    told, chosen = pd.read_csv(paths["table"]), json.loads(paths["chosen"].read_text())
    assert told["learning_rate"].tolist() == [1e-4, 1e-3, 1e-2]
    assert chosen["psnr"] == pytest.approx(told["psnr"].max(), abs=1e-3)
    field, recipe = build(SIREN, picture.shape, 0), Recipe(**RECIPE | {"steps": 3})
    smaller = {n: resized(picture.values, (n, n), "bicubic", "corners") for n in (6, 7, 8, 9, 10)}
    fit_lattices(field, [smaller[n] for n in (6, 8, 10)], recipe, seed=0)
    held = [psnr(smaller[n], painted_at(field, (1, n, n, 1)).clip(0, 1)).mean() for n in (7, 9)]
    assert told["psnr"].iloc[-1] == pytest.approx(np.mean(held), abs=1e-3)


def test_only_capped_encodings_are_capped_at_the_coarsest_lattice() -> None:
    assert capped_at(SIREN, [6, 8]) == SIREN
    assert capped_at(OINR | {"cap": False}, [6, 8]) == OINR | {"cap": False}
    capped = options_of(capped_at(OINR, [6, 8]))
    assert capped.levels_of((1, 60, 80, 1)) == options_of(OINR).levels_of((1, 6, 8, 1))
    told = OINR | {"coarsest": [5, 5]}
    assert capped_at(told, [6, 8]) == told


def test_the_stage_holds_every_field_against_every_size(tmp_path: Path) -> None:
    frames, paths = tmp_path / "f", {n: tmp_path / n for n in ("table", "pictures")}
    Signal(noise(1, 9, 12, 1), np.zeros(1), {}, "image").write(frames)
    fit_sizes(sizes_params(budget=1000), frames=frames, **paths)
    rows = pd.read_csv(paths["table"])
    assert list(rows["field"].unique()) == ["resized", "siren", "oinr"]
    by = rows.set_index(["field", "trained", "size"]).sort_index()
    roles = by.loc["siren", "all"]["role"].to_dict()
    assert roles == {6: "train", 8: "train", 10: "train", 7: "held-out", 9: "held-out",
                     12: "original"}  # fmt: skip
    assert by.loc["siren", "mean"].query("seen").index.tolist() == [8]
    assert by.loc["oinr", "all"].query("seen").index.tolist() == [6, 8, 10]
    assert 10 not in by.loc["resized", "largest"].index  # it would be held against itself
    assert by.loc["siren", "all"]["height"].to_dict()[8] == 6
    painted, header = read_arrays(paths["pictures"], "multiresolution")
    truth = Signal.read(frames).values
    for (field, trained), row in (
        rows[rows["role"] == "original"].set_index(["field", "trained"]).iterrows()
    ):
        there = psnr(truth, painted[f"{field}.{trained}"]).mean()
        assert row["psnr"] == pytest.approx(there, abs=1e-3)
    assert header["seed"] == 0
