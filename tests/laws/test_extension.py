"""The extension study: cuts, sizes, what tuning leaves alone, differences by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import stats

from inrflow.config.croppable.extension import Extension
from inrflow.croppable.extension.course import measured, paint_members
from inrflow.croppable.extension.cut import cut
from inrflow.croppable.extension.networks import sized
from inrflow.croppable.extension.stage import fit_and_extend
from inrflow.croppable.extension.tables import differences, tabulate
from inrflow.encoding.matched import options
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.signals.store import read_arrays
from laws.extensions import CELLS, VARIANTS, picture, stage_params

METHODS = [*VARIANTS, "fine-tuned", "scratch", "scratch-total"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every method once, on a picture of 8x16 samples."""
    folder, signal = tmp_path_factory.mktemp("extension"), picture(1, 8, 16, 1)
    signal.write(folder / "frames")
    paths = {name: folder / name for name in ("curves", "metrics", "pictures")}
    fit_and_extend(stage_params(), frames=folder / "frames", **paths)
    found = {"signal": signal, "record": json.loads(paths["metrics"].read_text()), "paths": paths}
    curves, pictures = pd.read_parquet(paths["curves"]), read_arrays(paths["pictures"], "extension")
    return found | {"curves": curves, "pictures": pictures[0]}


def test_before_tuning_the_old_part_is_as_it_was_fitted(made: dict[str, Any]) -> None:
    record, pictures = made["record"], made["pictures"]
    for method in METHODS[:6]:
        part = {"own": "cells-own", "fine-tuned": "part"}.get(method, "cells")
        ends = record["tune"][method]
        for measure in ("mse", "psnr", "psnr_minmax"):
            assert ends[f"{measure}_old_before"] == record["part"][part][measure]
        before = pictures[f"{method}.before"][:, :, :8]
        np.testing.assert_array_equal(before, pictures[f"{part}.after"])


def test_new_cells_alone_leave_the_old_part(made: dict[str, Any]) -> None:
    curves, pictures = made["curves"].set_index("method"), made["pictures"]
    assert curves.loc["new", "mse_old"].nunique() == 1
    assert curves.loc["new", "mse_new"].nunique() == len(curves.loc["new"]) == 3
    assert curves.loc["local", "mse_old"].nunique() == 3
    kept = [pictures[f"new.{when}"][:, :, :8] for when in ("before", "after")]
    np.testing.assert_array_equal(*kept)


def test_all_methods_are_measured_alike(made: dict[str, Any]) -> None:
    tuned = made["curves"][made["curves"]["phase"] == "tune"]
    assert tuned.groupby("method")["step"].max().to_dict() == dict.fromkeys(METHODS, 4) | {
        "scratch-total": 8
    }
    assert (tuned[tuned["step"] == 0]["seconds"] == 0).all()
    halves = (tuned["mse_old"] + tuned["mse_new"]) / 2
    np.testing.assert_allclose(tuned["mse"], halves)
    np.testing.assert_allclose(tuned["psnr"], -10 * np.log10(tuned["mse"]))
    for method in METHODS:
        wanted = np.square(made["pictures"][f"{method}.after"] - made["signal"].values).mean()
        assert made["record"]["tune"][method]["mse"] == pytest.approx(wanted, rel=1e-5)
    # the fresh start differs in the new part alone
    mirror, fresh = (made["pictures"][f"{name}.before"] for name in ("mirror", "fresh"))
    np.testing.assert_array_equal(mirror[:, :, :8], fresh[:, :, :8])
    assert not np.array_equal(mirror[:, :, 8:], fresh[:, :, 8:])


def test_sizes_are_closed_forms(made: dict[str, Any]) -> None:
    a_cell, shared = (2 * 3 + 3) + (3 * 3 + 3) + (3 + 1), (3 * 6) + (7 * 6) + (3 + 6 + 1) * 3
    record = made["record"]
    sizes = {"whole": 8 * a_cell + shared, "part": 4 * a_cell + shared}
    assert record["parameters_of_cells"] == sizes
    for name in VARIANTS:
        assert record["tune"][name]["parameters"] == sizes["whole"]
    trained = {name: record["tune"][name]["trained"] for name in ("mirror", "local", "new")}
    assert trained == {"mirror": sizes["whole"], "local": 8 * a_cell, "new": 4 * a_cell}
    # without a budget the field on the whole is as configured, that on the part has as many
    assert record["tune"]["fine-tuned"]["parameters"] == pytest.approx(sizes["part"], rel=0.01)
    assert record["tune"]["scratch"]["parameters"] == 3 * 6 + 7 * 6 + 7


def test_the_papers_sizes() -> None:
    networks = {"cells": {"architecture": "local_global", "partition": [16, 16]}}
    networks |= {"part": {"architecture": "siren", "width": 191}}
    networks |= {"whole": {"architecture": "siren", "width": 256}}
    params, asked = stage_params() | {"networks": networks}, Extension(part="siren-191")
    found, signal = sized(params, picture(1, 512, 512, 1), asked), picture(1, 512, 512, 1)
    assert found.parameters == (198_930, 110_994)
    assert options(found.part).parameters(signal.shape) == 110_781
    assert options(found.whole).parameters(signal.shape) == 198_401
    matched = sized(params, signal, Extension(budget=198_930))
    assert options(matched.part).parameters(signal.shape) == pytest.approx(110_994, rel=0.01)


@pytest.mark.parametrize(
    ("side", "old", "new", "frame"),
    [
        ("right", (slice(0, 9), slice(0, 7)), (slice(0, 9), slice(7, 20)), [[0, 8], [0, 19]]),
        ("left", (slice(0, 9), slice(13, 20)), (slice(0, 9), slice(0, 13)), [[0, 8], [-13, 6]]),
        ("bottom", (slice(0, 4), slice(0, 20)), (slice(4, 9), slice(0, 20)), [[0, 8], [0, 19]]),
        ("top", (slice(4, 9), slice(0, 20)), (slice(0, 4), slice(0, 20)), [[-4, 4], [0, 19]]),
    ],
)
def test_cuts_are_at_borders_of_cells(side: str, old: tuple, new: tuple, frame: list) -> None:
    signal = picture(1, 9, 20, 1)
    network = options(CELLS | {"partition": [2, 3]})
    found = cut(signal, network, side, 0.4)
    assert (found.old[1:], found.new[1:], found.frame) == (old, new, frame)
    part = found.network(network.model_dump(mode="json"), "final")
    assert options(part).members(found.part.shape) == (2 if side in ("left", "right") else 3)
    # the part's cells and coordinates are those of the whole
    whole, some = build(network.model_dump(), signal.shape, 0), build(part, found.part.shape, 0)
    for axis in (1, 2):
        mine = np.array(some.cells.edges[axis]) + found.old[axis].start
        assert set(mine.tolist()) <= set(whole.cells.edges[axis])
    index = np.arange(9 * 20).reshape(9, 20)[found.old[1:]].ravel()
    coordinates = [
        field.coordinates(torch.as_tensor(one)[None])
        for field, one in ((whole, index), (some, np.arange(index.size)))
    ]
    assert torch.equal(*coordinates)


def test_painting_all_members_at_once_is_decoding_them() -> None:
    field = build(CELLS | {"partition": [2, 2, 3]}, (3, 7, 8, 2), 0)
    painted = np.full((3, 7, 8, 2), np.nan, np.float32)
    paint_members(field, painted)
    np.testing.assert_allclose(painted, paint(field), atol=1e-6)
    halves = measured(painted, paint(field), {"old": (slice(0, 1), slice(None), slice(None))})
    assert halves["mse"] < 1e-10 and halves["mse_old"] < 1e-10


def course(method: str, seed: int, steps: list[int], psnr: list[float], pace: float) -> Any:
    told = {"signal": "p", "seed": seed, "method": method, "phase": "tune", "step": steps}
    told |= {"seconds": np.array(steps) * pace, "psnr": psnr, "psnr_minmax": np.array(psnr) / 2}
    return pd.DataFrame(told)


def test_differences_by_hand() -> None:
    ends = {"mirror": [20.0, 24.0, 22.0], "other": [18.0, 19.0, 23.0]}
    curves = [
        course("mirror", s, [0, 10], [10.0, end], 0.1) for s, end in enumerate(ends["mirror"])
    ]
    curves += [course("other", s, [0, 20], [0.0, end], 0.2) for s, end in enumerate(ends["other"])]
    curves += [course("third", s, [0, 10], [0.0, 1.0 + s], 0.1) for s in range(3)]
    table = differences(pd.concat(curves), ["mirror", "other", "third"])
    found = table.set_index(["measure", "at", "second"]).sort_index()
    mirror, other = (np.array(ends[name]) for name in ("mirror", "other"))
    # the other one has done half of its steps by then, and a quarter in the same seconds
    for at, share in (("end", 1), ("steps", 0.5), ("seconds", 0.25)):
        gaps = mirror - share * other
        row, tested = found.loc[("psnr", at, "other")], stats.ttest_1samp(gaps, 0)
        span = tested.confidence_interval(0.95)
        wanted = [3, gaps.mean(), span.low, span.high, tested.pvalue]
        got = row[["n", "difference", "low", "high", "p"]].to_numpy(dtype=float)
        np.testing.assert_allclose(got, wanted)
        halved = found.loc[("psnr_minmax", at, "other"), "difference"]
        assert halved == pytest.approx(gaps.mean() / 2)
    family = found.loc[("psnr", "end")]["p"].sort_values()
    holm = found.loc[("psnr", "end")].loc[family.index, "p_holm"]
    assert holm.iloc[0] == pytest.approx(2 * family.iloc[0])


def test_tables_hold_every_fit_and_means_over_seeds(made: dict[str, Any], tmp_path: Path) -> None:
    paths, out = made["paths"], {n: tmp_path / n for n in ("courses", "fits", "table", "pairs")}
    params = {"fits": [["p", 0], ["p", 1]], "methods": METHODS}
    twice = {name: [paths[name]] * 2 for name in ("curves", "metrics")}
    tabulate(params, **twice, **out)
    fits, table, pairs = (pd.read_csv(out[name]) for name in ("fits", "table", "pairs"))
    assert len(fits) == 2 * len(table) == 2 * (3 + len(METHODS))
    assert table["method"].tolist()[-len(METHODS) :] == METHODS
    ends = made["record"]["tune"]["mirror"]
    row = table[table["method"] == "mirror"].iloc[0]
    assert row["n"] == 2 and row["psnr_mean"] == pytest.approx(ends["psnr"], rel=1e-4)
    assert np.isnan(row["psnr_low"])  # the same fit twice has no spread
    assert len(pairs) == 2 * 3 * (len(METHODS) - 1)
    assert len(pd.read_parquet(out["courses"])) == 2 * len(made["curves"])


def test_searched_rates_go_before_the_recipe(tmp_path: Path) -> None:
    picture(1, 8, 16, 1).write(tmp_path / "frames")
    (tmp_path / "rate").write_text('{"learning_rate": 1e-9}')
    params = stage_params(
        search="s", recipe={"learning_rate": 1e-2}, baselines=["scratch"], variants={"mirror": {}}
    )
    paths = {name: tmp_path / name for name in ("curves", "metrics", "pictures")}
    fit_and_extend(params, frames=tmp_path / "frames", rates=[tmp_path / "rate"] * 3, **paths)
    curves = pd.read_parquet(paths["curves"]).groupby(["phase", "method"])["mse"]
    assert (curves.max() / curves.min() < 1.00001).all()  # nothing moves at such a rate
