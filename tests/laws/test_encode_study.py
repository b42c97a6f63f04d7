"""The study `encode`: a new seed fits itself alone, curves and times are those of the fits."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from inrflow.config.networks.oinr import Oinr
from inrflow.config.networks.siren import Siren
from inrflow.config.networks.wire import Wire
from inrflow.config.recipe import Recipe
from inrflow.encoding.matched import Fine, matched, target_of
from inrflow.encoding.run import run
from inrflow.encoding.stages_fit import fit_seeds
from inrflow.encoding.stages_search import search_rates
from inrflow.encoding.stages_table import tabulate
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.figures import encode_orders
from inrflow.fitting.stages import sizes
from inrflow.measures.released import psnr_whole
from inrflow.signals.signal import Signal

NETWORK = {"architecture": "siren", "layers": 3}
RECIPE = {"learning_rate": 1e-3, "steps": 4, "evaluations": 2}
PARAMS = {
    "field": "siren",
    "signal": "dot",
    "network": NETWORK,
    "recipe": {},
    "target": 67,
    "steps": 4,
    "evaluations": 2,
    "version": "1",
}
NAMES = {
    "fits": "fit.safetensors",
    "painted": "painted.safetensors",
    "histories": "history.parquet",
    "metrics": "metrics.json",
    "records": "made_of.json",
}


def signal_of(*sides: int) -> Signal:
    values = np.random.default_rng(0).random((*sides, 1), dtype=np.float32)
    return Signal(values, np.arange(sides[0], dtype=np.float64), {}, "image")


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    frames, rate = tmp_path / "frames.safetensors", tmp_path / "chosen.json"
    signal_of(1, 6, 5).write(frames)
    rate.write_text('{"learning_rate": 0.002, "edge": "highest"}')
    return {"frames": frames, "rate": rate}


def outputs(folder: Path, seeds: list[int]) -> dict[str, list[Path]]:
    return {key: [folder / str(seed) / name for seed in seeds] for key, name in NAMES.items()}


def contents(paths: dict[str, list[Path]], place: int) -> dict[str, bytes]:
    return {key: found[place].read_bytes() for key, found in paths.items()}


def fit(inputs: dict[str, Path], folder: Path, seeds: list[int], **change: Any) -> dict:
    found = outputs(folder, seeds)
    fit_seeds(PARAMS | {"seeds": seeds} | change, **inputs, **found)
    return found


def times_in(history: bytes, path: Path) -> list[float]:
    path.write_bytes(history)
    return pd.read_parquet(path)["seconds"].tolist()


def test_a_new_seed_fits_itself_alone(inputs: dict[str, Path], tmp_path: Path) -> None:
    first = fit(inputs, tmp_path / "fits", [0])
    before, marked = contents(first, 0), first["metrics"][0]
    os.utime(marked, (1, 1))
    both = fit(inputs, tmp_path / "fits", [0, 1])
    assert contents(both, 0) == before  # seconds in them too, which no second fit would repeat
    assert marked.stat().st_mtime > inputs["frames"].stat().st_mtime - 1
    assert contents(both, 1)["fits"] != before["fits"]
    alone = fit(inputs, tmp_path / "alone", [1])
    assert contents(alone, 0)["fits"] == contents(both, 1)["fits"]


@pytest.mark.parametrize(
    "change", [{"steps": 5}, {"target": 105}, {"version": "2"}, {"recipe": {"optimiser": "sgd"}}]
)
def test_what_fixes_a_fit_makes_it_anew(
    inputs: dict[str, Path], tmp_path: Path, change: dict
) -> None:
    before = contents(fit(inputs, tmp_path / "fits", [0]), 0)
    after = contents(fit(inputs, tmp_path / "fits", [0], **change), 0)
    assert after["records"] != before["records"]
    assert after["histories"] != before["histories"]


def test_another_rate_or_signal_or_a_changed_output_makes_it_anew(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    found = fit(inputs, tmp_path / "fits", [0])
    before = contents(found, 0)
    found["painted"][0].write_bytes(b"changed by hand")
    again = contents(fit(inputs, tmp_path / "fits", [0]), 0)
    assert again["fits"] == before["fits"]
    assert again["painted"] == before["painted"]
    inputs["rate"].write_text('{"learning_rate": 0.003}')
    other = contents(fit(inputs, tmp_path / "fits", [0]), 0)
    assert other["fits"] != before["fits"]
    signal_of(1, 5, 6).write(inputs["frames"])
    assert contents(fit(inputs, tmp_path / "fits", [0]), 0)["records"] != other["records"]


def test_the_record_of_a_fit_tells_what_it_cost(inputs: dict[str, Path], tmp_path: Path) -> None:
    found = fit(inputs, tmp_path / "fits", [0])
    record = json.loads(found["metrics"][0].read_text())
    assert record["learning_rate"] == 0.002
    assert record["rate_edge"] == "highest"
    assert record["steps"] == 4
    assert abs(record["parameters"] / 67 - 1) <= 0.01
    assert record["deviation"] == pytest.approx(record["parameters"] / 67 - 1)
    for cost in ("seconds", "decode_seconds", "memory_mib", "memory_before_mib"):
        assert record[cost] > 0
    assert record["gpu_memory_mib"] is None or record["device"] != "CPU"


@pytest.mark.parametrize(
    ("network", "shape"),
    [
        (NETWORK, (1, 6, 5)),
        (NETWORK | {"partition": [2, 2]}, (1, 7, 5)),  # cells of unequal size
        (NETWORK | {"partition": [2, 2], "kept": [0, 3]}, (1, 8, 6)),
        ({"architecture": "ffn", "width": 4, "layers": 2}, (2, 26, 24)),  # fitted one by one
        ({"architecture": "oinr", "channels": [3]}, (1, 6, 5)),
    ],
)
def test_a_curve_ends_at_the_psnr_of_what_is_painted(network: dict, shape: tuple) -> None:
    signal = signal_of(*shape)
    done = run(network, signal, Recipe(**RECIPE), 0)
    assert done.history["step"].tolist() == [2, 4]
    assert done.history["psnr"].iloc[-1] == pytest.approx(
        psnr_whole(signal.values, done.painted), abs=1e-3
    )
    assert done.history["seconds"].is_monotonic_increasing
    assert done.history["seconds"].iloc[-1] == done.record["seconds"]


def test_the_search_takes_the_best_rate_and_passes_over_what_diverged(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    params = PARAMS | {"rates": {"lowest": 1e-4, "highest": 1e6, "points": 3}, "seed": 9}
    params["recipe"] = {"optimiser": "sgd"}
    table, chosen = tmp_path / "rates.csv", tmp_path / "chosen.json"
    search_rates(params, frames=inputs["frames"], table=table, chosen=chosen)
    rows, best = pd.read_csv(table), json.loads(chosen.read_text())
    assert rows["learning_rate"].tolist() == [1e-4, 10.0, 1e6]
    assert rows["chosen"].sum() == 1
    assert best["psnr"] == pytest.approx(rows["psnr"].max(), rel=1e-5)
    edges = {1e-4: "lowest", 1e6: "highest"}
    assert best["edge"] == edges.get(best["learning_rate"], "")


@pytest.mark.parametrize(
    "network",
    [
        Siren(architecture="siren", layers=4),
        Wire(architecture="wire", layers=4),
        Oinr(architecture="oinr", cap=True, channels=(4, 6, 4)),
    ],
)
def test_families_with_those_between_grow_and_are_built_as_counted(network: Any) -> None:
    shape = (1, 8, 9, 2)
    family = [Fine(network).scaled(size) for size in range(1, 40)]
    counts = [one.parameters(shape) for one in family]
    assert counts == sorted(counts)
    steps = np.diff(counts[20:]) / counts[20:-1]
    assert steps.max() < 0.1
    for one in family[5:9]:
        field = build(one.model_dump(mode="json"), shape, 0)
        assert sizes(field)["parameters"] == one.parameters(shape)


def test_a_target_is_the_same_before_and_after_the_signal_is_read() -> None:
    families = {"a": Siren(architecture="siren"), "b": Siren(architecture="siren", layers=3)}
    target = target_of(families, (1, 8, 8, 3), 500, "dot")
    told = {name: network.model_dump(mode="json") for name, network in families.items()}
    late = {"target": None, "budget": 500, "families": told, "signal": "dot", "field": "a"}
    early = {"target": target, "signal": "dot", "field": "a"}
    found = [matched(p | {"network": told["a"]}, (1, 8, 8, 3)) for p in (late, early)]
    assert found[0] == found[1]
    assert found[0].target == target


def test_a_network_of_one_size_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="field odd: expected an architecture that comes in sizes"):
        target_of({"odd": Recipe(**RECIPE)}, (1, 8, 8, 3), 500, "dot")


def test_the_tables_hold_means_of_the_fits(inputs: dict[str, Path], tmp_path: Path) -> None:
    made: dict[str, list[Path]] = {}
    for name, target in (("siren", 67), ("oinr", 105)):
        found = fit(inputs, tmp_path / name, [0, 1], field=name, target=target)
        for key, paths in found.items():
            made.setdefault(key, []).extend(paths)
    fits = [["g", "coffee", field, seed] for field in ("siren", "oinr") for seed in (0, 1)]
    kinds = ["fits", "curves", "table", "numbers", "pairs", "orders"]
    written = {kind: tmp_path / kind for kind in kinds}
    params = {"fits": fits, "methods": {"g": {}}}
    tabulate(params, metrics=made["metrics"], histories=made["histories"], **written)
    rows, means = pd.read_csv(written["fits"]), pd.read_csv(written["table"])
    for row in means.itertuples():
        mine = rows[rows["field"] == row.field]
        assert row.n == 2
        assert row.psnr_mean == pytest.approx(mine["psnr"].mean(), rel=1e-4)
        assert row.psnr_sd == pytest.approx(mine["psnr"].std(), rel=1e-3)
        assert row.ratio == pytest.approx(row.parameters / row.target, rel=1e-5)
    assert (rows["seconds_to_common"] <= rows["seconds_to_best"].max()).all()
    assert rows["common_psnr"].nunique() == 1
    pairs = pd.read_csv(written["pairs"]).set_index("measure")
    difference = means.set_index("field")["psnr_mean"]
    assert pairs.loc["psnr", "difference"] == pytest.approx(
        difference["siren"] - difference["oinr"], rel=1e-3
    )
    orders = pd.read_csv(written["orders"])
    assert orders[["higher", "lower"]].to_numpy().tolist() == [["oinr", "siren"]]
    assert orders["verdict"].isin(["seen", "reversed", "undecided"]).all()


def test_orders_are_drawn_where_no_paper_reports_any() -> None:
    columns = ["group", "signal", "source", "higher", "lower", "reported", "difference"]
    none = pd.DataFrame(columns=[*columns, "low", "high", "verdict"])
    (axes,) = encode_orders.draw(none, 30.0).axes
    assert "no reported order" in axes.texts[0].get_text()
