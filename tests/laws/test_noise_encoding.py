"""Noise in the place of high frequencies: stored, equal sizes, and what the stage tells."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inrflow.config.oinr.noise import ENCODINGS
from inrflow.config.recipe import Recipe
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.oinr.noise import compare_encodings
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays
from laws.fields import noise
from laws.sizes import OINR, RECIPE

PICTURE = Signal(noise(1, 9, 12, 1), np.zeros(1), {}, "image")


def test_a_fit_keeps_its_noise(tmp_path: Path) -> None:
    network, recipe = OINR | {"levels": 1, "noise": 3}, Recipe(**RECIPE | {"steps": 3})
    field = build(network, PICTURE.shape, 5)
    optimise(field, PICTURE, recipe, 5)
    Fit(field.eval(), network, recipe.model_dump(mode="json"), 5, {}).write(tmp_path / "fit")
    again = Fit.read(tmp_path / "fit").field
    np.testing.assert_array_equal(paint(again), paint(field))
    other = (1, 11, 10, 1)  # another lattice: other noise, the same from the file
    np.testing.assert_array_equal(paint(again.resampled(other)), paint(field.resampled(other)))
    noisy = field.noise.numpy()
    assert abs(noisy.mean()) < 0.2 and abs(noisy.std() - 1) < 0.2
    assert not np.array_equal(build(network, PICTURE.shape, 6).noise.numpy(), noisy)


def test_the_stage_fits_every_encoding_at_one_size(tmp_path: Path) -> None:
    frames, paths = tmp_path / "f", {n: tmp_path / n for n in ("table", "pictures")}
    PICTURE.write(frames)
    order = ["few", "few-and-noise", "capped"]
    asked = {"encodings": {name: ENCODINGS[name].model_dump() for name in sorted(order)}}
    params = {"noise": asked | {"budget": 2000, "steps": 3}, "network": OINR, "recipe": RECIPE}
    params |= {"order": order, "signal": "p", "seeds": [0, 1]}
    compare_encodings(params, frames=frames, **paths)
    rows = pd.read_csv(paths["table"])
    assert rows["method"].tolist() == [name for name in order for _ in range(2)]
    first = rows.drop_duplicates("method").set_index("method")
    assert first["noise"].to_dict() == {"few": 0, "few-and-noise": 12, "capped": 0}
    assert first.loc["few-and-noise", "channels"] == first.loc["few", "channels"] + 12
    assert first["parameters"].max() <= 1.02 * first["parameters"].min()
    assert set(rows["seed"]) == {0, 1} and rows["psnr"].notna().all()
    painted, header = read_arrays(paths["pictures"], "noise")
    assert header["seed"] == 0 and list(painted) == sorted(order)


def test_coordinates_are_channels_behind_the_waves() -> None:
    plain, both = (build(OINR | {"coordinates": c}, PICTURE.shape, 0) for c in (False, True))
    waves, more = plain.encode(plain.inputs), both.encode(both.inputs)
    np.testing.assert_array_equal(more[:, : waves.shape[1]].numpy(), waves.numpy())
    x, y = more[0, waves.shape[1] :].numpy()
    np.testing.assert_allclose(x, np.tile(np.linspace(-1, 1, 12), (9, 1)), atol=1e-6)
    np.testing.assert_allclose(y, np.tile(np.linspace(-1, 1, 9)[:, None], (1, 12)), atol=1e-6)


def test_noise_differs_between_seeds_and_not_between_runs() -> None:
    network = OINR | {"noise": 2}
    one, again, other = (build(network, PICTURE.shape, seed).noise for seed in (0, 0, 1))
    assert one.equal(again) and not one.equal(other)


@pytest.mark.parametrize("name", ["few-and-noise", "coordinates-and-noise", "capped-and-noise"])
def test_every_noisy_encoding_stands_beside_the_same_without(name: str) -> None:
    noisy, plain = ENCODINGS[name], ENCODINGS[name.removesuffix("-and-noise")]
    assert noisy.noise > 0 and noisy.model_copy(update={"noise": 0}) == plain
