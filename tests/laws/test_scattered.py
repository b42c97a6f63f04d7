"""The part `scattered`: its points, its methods, what its stage leaves, what it refuses."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from inrflow.config.check import check
from inrflow.config.oinr.scattered import Scattered, coarser
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.figures.oinr_scattered import draw_scattered
from inrflow.oinr.claims.tables import of_scattered
from inrflow.oinr.scattered.methods import fitted, interpolated
from inrflow.oinr.scattered.points import at, drawn, whole
from inrflow.oinr.scattered.stage import fit_scattered
from inrflow.signals.signal import Signal
from inrflow.signals.store import read_arrays
from laws.fields import noise, oinr, siren

SHAPES = {"sound": (1, 1, 40, 1), "picture": (1, 12, 14, 3), "volume": (6, 5, 7, 1)}
every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


def continuous(**options: Any) -> dict[str, Any]:
    return oinr(4, 4, architecture="oinr_continuous", spacings=2.5, **options)


def signal_of(shape: tuple[int, ...]) -> Signal:
    return Signal(noise(*shape), np.arange(float(shape[0])), {})


def slope(shape: tuple[int, ...]) -> Signal:
    """Values linear in the coordinates: what linear interpolation has exactly."""
    axes = [np.linspace(0, 1, n) for n in shape[:3]]
    values = np.add.reduce(np.meshgrid(*axes, indexing="ij"))[..., None] / 3
    return Signal(np.repeat(values, shape[3], 3).astype(np.float32), np.arange(float(shape[0])), {})


@every_shape
@pytest.mark.parametrize("positions", ["random", "jittered", "samples"])
def test_points_have_the_signals_values(shape: tuple, positions: str) -> None:
    signal, samples = slope(shape), shape[0] * shape[1] * shape[2]
    known = drawn(signal, 0.4, positions, 3, "fitted")
    assert known.places.min() >= -1 and known.places.max() <= 1
    steps = sum(n > 1 for n in shape[:3])
    wanted = ((known.places + 1) / 2).sum(1) / 3
    assert known.places.shape[1] == steps
    np.testing.assert_allclose(known.values, wanted[:, None].repeat(shape[3], 1), atol=1e-6)
    if positions != "jittered":
        assert len(known.places) == round(0.4 * samples)
    same, other = (drawn(signal, 0.4, positions, seed, "fitted") for seed in (3, 4))
    assert np.array_equal(same.places, known.places)
    assert not np.array_equal(other.places, known.places)
    held = drawn(signal, 0.4, positions, 3, "held out")
    assert not np.array_equal(held.places, known.places)


def test_samples_are_the_lattices_own() -> None:
    signal = signal_of(SHAPES["picture"])
    every = whole(signal)
    np.testing.assert_array_equal(every.values.reshape(signal.shape), signal.values)
    np.testing.assert_allclose(at(signal, every.places).values, every.values, atol=1e-6)
    known = drawn(signal, 0.3, "samples", 0, "fitted")
    assert len(np.unique(known.places, axis=0)) == len(known.places)
    assert {tuple(p) for p in known.places} <= {tuple(p) for p in every.places}


def test_jittered_points_lie_one_in_a_box() -> None:
    shape = SHAPES["picture"]
    known = drawn(signal_of(shape), 0.25, "jittered", 0, "fitted")
    rows, columns = coarser(shape, 0.25)[1:3]
    boxes = ((known.places + 1) / 2 * [rows, columns]).astype(int)
    assert len(np.unique(boxes, axis=0)) == rows * columns == len(known.places)


@every_shape
@pytest.mark.parametrize("kind", ["nearest", "linear"])
def test_interpolation_keeps_its_points_and_fills_the_domain(shape: tuple, kind: str) -> None:
    signal = slope(shape)
    known = drawn(signal, 0.5, "random", 0, "fitted")
    own, every = interpolated(known, [known.places, whole(signal).places], kind).values
    np.testing.assert_allclose(own, known.values, atol=1e-6)
    assert np.isfinite(every).all() and np.abs(every - whole(signal).values).max() < 0.4


@pytest.mark.parametrize(
    ("name", "network", "scattered"),
    [
        ("sound", continuous(), True),
        ("picture", continuous(), True),
        ("picture", continuous(), False),
        ("volume", continuous(levels=1, bias=False), True),
        ("volume", siren(width=12), False),
    ],
    ids=["sound-cloud", "picture-cloud", "picture-lattice", "volume-cloud", "volume-siren"],
)
def test_fits_to_points_get_closer(name: str, network: dict, scattered: bool) -> None:
    signal, shape, errors = slope(SHAPES[name]), coarser(SHAPES[name], 0.5), []
    known = drawn(signal, 0.5, "random", 0, "fitted")
    for steps in (1, 25):
        recipe = Recipe(learning_rate=0.02, steps=steps, evaluations=1)
        asked = [known.places]
        made = fitted(network, shape, known, asked, recipe, seed=0, scattered=scattered)
        errors.append(float(np.square(made.values[0] - known.values).mean()))
    assert errors[1] < 0.7 * errors[0]


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (oinr(3), r"found Oinr, which paints lattices or frames only"),
        (oinr(3, architecture="oinr_stencil"), r"found OinrStencil, which paints lattices"),
        (siren(partition=[2, 2]), r"found Siren, which has 4 cells"),
        (siren(architecture="incode"), r"found Incode, which looks at a whole lattice before"),
    ],
    ids=["oinr", "stencil", "cells", "incode"],
)
def test_fields_without_points_are_refused(network: dict, said: str) -> None:
    shape = SHAPES["picture"]
    known = drawn(signal_of(shape), 0.3, "random", 0, "fitted")
    with pytest.raises(InputError, match=said):
        fitted(
            network, shape, known, [], Recipe(learning_rate=0.01, steps=1), seed=0, scattered=False
        )


def test_too_few_points_are_refused() -> None:
    with pytest.raises(InputError, match=r"scattered.shares: expected 8 points or more, found 0"):
        drawn(signal_of(SHAPES["sound"]), 0.05, "random", 0, "fitted")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"shares": [0.0]}, "expected numbers over 0, up to 1, found 0.0"),
        ({"shares": [0.2, 0.2]}, "shares: expected entries that differ"),
        ({"signals": ["camera"]}, "fields: expected one, found none"),
        ({"seeds": []}, "expected a seed, found none"),
        ({"figure": {"share": 0.7}}, "figure.share: expected one of"),
        ({"figure": {"signal": "camera"}}, "figure.signal: expected one of"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none, the study sets it"),
        ({"recipe": {"loss": "l1"}, "search": "x"}, "recipe: expected none beside a search"),
    ],
    ids=str,
)
def test_options_that_make_no_study_are_refused(options: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check(Scattered, options, "oinr.scattered")


def test_the_stage_leaves_rows_of_all_methods_and_a_figure(tmp_path: Path) -> None:
    signal = signal_of((1, 12, 14, 1))
    signal.write(tmp_path / "frames.safetensors")
    networks = {"operator": continuous(), "siren": siren(width=12)}
    block = {"fields": list(networks), "shares": [0.3, 0.5], "steps": 2}
    params = {"scattered": block, "networks": networks, "signal": "noise", "seeds": [0, 1]}
    params["recipes"] = {
        name: Recipe(learning_rate=0.01, steps=2).model_dump(mode="json") for name in networks
    }
    table, pictures = tmp_path / "scattered.csv", tmp_path / "pictures.safetensors"
    frames = tmp_path / "frames.safetensors"
    fit_scattered(params, frames=frames, table=table, pictures=pictures)
    rows = pd.read_csv(table)
    assert len(rows) == 2 * 2 * 4
    assert set(rows["method"]) == {"linear", "operator", "operator-cloud", "siren"}
    assert rows.loc[rows["method"] == "linear", "psnr_fitted"].min() > 100
    assert rows[["psnr", "psnr_held_out", "seconds"]].notna().all(axis=None)
    named = of_scattered(rows)  # as the ledger reads them: one row a signal, field and seed
    assert {"siren/0.3", "operator-cloud/0.5"} < set(named["field"])
    assert not named.duplicated(["signal", "field", "seed"]).any()
    shown, header = read_arrays(pictures, "scattered")
    assert header["seed"] == 0 and shown["0.3/points"].shape == (50, 3)
    again = {name: shown[f"0.5/{name}"] for name in ("linear", "operator")}
    assert all(one.shape == signal.shape for one in again.values())
    svg, png = tmp_path / "one.svg", tmp_path / "one.png"
    told = {"signal": "noise", "share": None}
    draw_scattered(told, frames=frames, tables=[table], pictures=pictures, svg=svg, png=png)
    assert "held-out points" in svg.read_text() and png.stat().st_size > 1000


def test_clouds_are_read_where_they_were_not_fitted() -> None:
    """A fit of all points as a cloud paints between them what it has on them."""
    signal = slope((1, 16, 16, 1))
    known = drawn(signal, 1.0, "jittered", 0, "fitted")
    recipe = Recipe(learning_rate=0.02, steps=30, evaluations=1)
    held = drawn(signal, 0.5, "random", 1, "held out")
    made = fitted(
        continuous(),
        signal.shape,
        known,
        [known.places, held.places],
        recipe,
        seed=0,
        scattered=True,
    )
    inside = [
        float(np.square(values - truth.values).mean())
        for values, truth in zip(made.values, (known, held), strict=True)
    ]
    assert inside[1] < 5 * inside[0] + 1e-3
    assert torch.isfinite(torch.from_numpy(made.values[1])).all()
