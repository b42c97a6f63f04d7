"""The study `croppable`: equal seconds, its tables, its configuration, networks as configured."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from inrflow.config.networks.siren import Siren
from inrflow.croppable.equal_time import PSNR, SECONDS, at_equal_seconds
from inrflow.croppable.stages_table import tabulate
from inrflow.encoding.matched import as_configured, matched, target_of
from inrflow.encoding.settled import settled
from inrflow.encoding.stages_fit import fit_seeds
from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Signal
from laws.test_config import refused

SHAPE = (4, 4, 4, 1)
FASTEST = "seconds of the fastest"
PAIRED = {"table": "distillation", "first": "distilled", "second": "alone"}
FITTED = {"psnr": 10.0, "psnr_minmax": 9.0, "iou": None, "parameters": 7, "target": 7}
FITTED |= {"kind": "image", "steps": 2, "seconds": 1.0, "decode_seconds": 0.5}
FITTED |= {
    "memory_before_mib": 1.0,
    "memory_mib": 2.0,
    "gpu_memory_mib": None,
    "shared_parameters": 2,
}


def corner() -> Signal:
    """A volume with something in the first of its eight cells alone."""
    values = np.zeros(SHAPE, np.float32)
    values[0, 0, 0] = 1
    return Signal(values, np.arange(4, dtype=np.float64), {}, "volume")


def history(field: str, seed: int, seconds: list[float], psnr: list[float]) -> pd.DataFrame:
    steps = np.arange(1, len(psnr) + 1)
    told = {"field": field, "seed": seed, "step": steps, "seconds": seconds, "psnr": psnr}
    return pd.DataFrame(told)


def test_equal_seconds_are_those_of_the_fit_that_ends_first() -> None:
    curves = [
        history("fast", 0, [1.0, 2.0], [10.0, 20.0]),
        history("slow", 0, [1.5, 2.5, 9.0], [8.0, 12.0, 30.0]),
        history("late", 0, [5.0], [40.0]),
        history("fast", 1, [1.0, 4.0], [10.0, 20.0]),
        history("slow", 1, [2.0, 8.0], [5.0, 11.0]),
    ]
    found = at_equal_seconds(pd.concat(curves)).set_index(["field", "seed"])
    assert found[SECONDS].groupby("seed").unique().map(list).to_dict() == {0: [2.0], 1: [4.0]}
    expected = {("fast", 0): 20, ("slow", 0): 10, ("fast", 1): 20, ("slow", 1): 7}
    assert {names: found.loc[names, PSNR] for names in expected} == expected
    assert np.isnan(found.loc[("late", 0), PSNR])  # nothing of it is known so early


def written(folder: Path, psnr: dict[str, list[float]], hurry: dict[str, float]) -> dict[str, Any]:
    """Write histories that rise linearly from 0 dB, and records; return the stage's inputs."""
    fits, paths = [], {"metrics": [], "histories": []}
    for field, reached in psnr.items():
        for seed, last in enumerate(reached):
            fits.append(["g", "dot", field, seed])
            found = [folder / f"{field}{seed}.{kind}" for kind in ("json", "parquet")]
            found[0].write_text(json.dumps(FITTED | {"psnr": last, "psnr_minmax": last / 2}))
            ends = np.array([0.0, hurry[field]])
            table = history(field, seed, ends.tolist(), (ends / ends[1] * last).tolist())
            table[["step", "seconds", "psnr"]].to_parquet(found[1])
            for kind, path in zip(paths, found, strict=True):
                paths[kind].append(path)
    return {"fits": fits} | paths


def test_tables_are_views_whose_pairs_share_seeds(tmp_path: Path) -> None:
    psnr = {"a": [20.0, 22.0, 30.0], "b": [19.0, 20.0, 24.0], "c": [1.0, 2.0, 3.0]}
    made = written(tmp_path, psnr, {"a": 4.0, "b": 2.0, "c": 1.0})
    tables = [
        {"name": "two", "group": "g", "fields": ["b", "a"], "paper": "1", "title": "first"},
        {"name": "all", "group": "g", "fields": ["a", "b", "c"], "paper": None, "title": "last"},
    ]
    outputs = {kind: tmp_path / kind for kind in ("fits", "curves", "fields", "pairs", "page")}
    params = {"fits": made.pop("fits"), "tables": tables}
    tabulate(params, **made, **outputs)
    rows = pd.read_csv(outputs["fields"])
    assert rows["field"].tolist() == ["b", "a", "a", "b", "c"]
    assert rows["psnr_mean"].tolist() == pytest.approx([21, 24, 24, 21, 2])
    assert rows["title"].tolist() == ["first"] * 2 + ["last"] * 3
    assert len(pd.read_csv(outputs["fits"])) == len(params["fits"])
    names = ["table", "at", "measure", "first", "second"]
    pairs = pd.read_csv(outputs["pairs"]).set_index(names).sort_index()
    assert pairs.loc[("two", "steps", "psnr", "b", "a"), "difference"] == pytest.approx(-3)
    assert pairs.loc[("two", "steps", "psnr_minmax", "b", "a"), "difference"] == pytest.approx(-1.5)
    # when b ends a is half-way
    assert pairs.loc[("two", FASTEST, "psnr", "b", "a"), "difference"] == pytest.approx(21 - 12)
    assert set(pairs.loc["all", "n"]) == {3}
    assert ("all", FASTEST, "psnr_minmax", "a", "b") not in pairs.index


def test_without_a_budget_the_network_is_as_configured() -> None:
    network = {"architecture": "siren", "width": 5, "layers": 3}
    params = {"network": network, "target": None, "budget": None, "field": "a", "signal": "dot"}
    found = matched(params, SHAPE)
    assert found == as_configured(Siren(**network), SHAPE)
    assert found.parameters == found.target == 4 * 5 + 6 * 5 + 6
    assert found.deviation == 0


def test_occupied_cells_are_counted_before_sizes_are_matched() -> None:
    network = {"architecture": "siren", "partition": [2, 2, 2], "kept": "occupied"}
    late = {"target": None, "budget": 300, "field": "a", "signal": "dot"}
    late |= {"network": network, "families": {"a": network, "b": {"architecture": "siren"}}}
    found = matched(settled(late, corner()), SHAPE)
    one = Siren(**network | {"kept": [0]})
    whole = Siren(architecture="siren")
    assert found.network.kept == [0]
    assert found.target == target_of({"a": one, "b": whole}, SHAPE, 300, "dot")
    assert found.network.parameters(SHAPE) == found.parameters


def test_a_fit_in_occupied_cells_has_their_numbers(tmp_path: Path) -> None:
    corner().write(tmp_path / "frames.safetensors")
    network = {"architecture": "siren", "width": 3, "partition": [2, 2, 2], "kept": "occupied"}
    recipe = {"learning_rate": 1e-3}
    params = {"network": network, "recipe": recipe, "steps": 2, "evaluations": 1, "seeds": [0]}
    params |= {"target": None, "budget": None, "field": "a", "signal": "dot", "version": "1"}
    kinds = ("fits", "painted", "histories", "metrics", "records")
    paths = {kind: [tmp_path / kind] for kind in kinds}
    fit_seeds(params, frames=tmp_path / "frames.safetensors", **paths)
    assert Fit.read(tmp_path / "fits").network["kept"] == [0]
    record = json.loads((tmp_path / "metrics").read_text())
    assert record["parameters"] == record["target"] == 4 * 3 + 3 * 4 * 3 + 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"tables": {"videos": {"fields": ["siren"]}}},
            "tables.videos.fields: expected fields of group videos, found 'siren'",
        ),
        ({"tables": {"videos": {"group": "video"}}}, "tables.videos.group: unknown name 'video'"),
        ({"groups": {"videos": {"signals": ["bikez"]}}}, "croppable.groups.videos.signals: "),
        ({"groups": {"videos": {"recipe": {"steps": 3}}}}, "recipe.steps: expected none"),
        ({"groups": {"videos": {"recipe": {"rate": 3}}}}, "recipe: unknown key rate"),
        (
            {"claims": {"distillation": [PAIRED | {"second": "alone, equal visits"}]}},
            "claims.distillation: table distillation: unknown name 'alone, equal visits'",
        ),
        (
            {"claims": {"distillation": [PAIRED | {"table": "taught"}]}},
            "claims.distillation: table: unknown name 'taught'",
        ),
        (
            {"searches": {"s": {"signal": "torus", "budget": None, "steps": 2}}}
            | {"groups": {"videos": {"search": "s"}}},
            "recipe: expected none beside a search",
        ),
    ],
)
def test_what_the_study_cannot_show_is_refused_in_one_line(
    change: dict[str, Any], said: str
) -> None:
    told = refused({"croppable": change})
    assert said in told
    assert "\n" not in told
