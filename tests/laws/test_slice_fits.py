"""Slices imputed by neural fields: what a fit sees, over lines, warm starts, thick slabs."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from inrflow.brain.clinical import SLICES
from inrflow.brain.impute.aims import over_linear, whole
from inrflow.brain.impute.fields import FIRST, HISTORY, fit_fields
from inrflow.brain.impute.fit import fitted
from inrflow.brain.impute.method import Field, field_of
from inrflow.brain.impute.search import search_rates
from inrflow.brain.impute.written import SCORES
from inrflow.brain.scan import OWN, TABLE, write_volume
from inrflow.brain.slices import Slices, sliced
from inrflow.config.brain.drop import Drop
from inrflow.config.brain.method import Fitted
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.fitting.slabs import errors_of
from inrflow.signals.between import between

SHAPE = (8, 9, 7)  # x, y, z: nine coronal slices of 7x8 px
OPERATOR = {"architecture": "oinr_sequence", "channels": [3, 3], "levels": 2, "beta": 2.0}
WAVES = {"architecture": "siren", "width": 5, "layers": 3, "first_omega": 5, "hidden_omega": 5}
NETWORKS: dict[str, dict[str, Any]] = {
    "added": OPERATOR,
    "channels": OPERATOR | {"offset": "channels", "frame_levels": 2},
    "waves": WAVES,
}
AFFINE = np.diag([4.0, 4.0, 4.0, 1.0])


def volume(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(SHAPE, dtype=np.float32)


def field(network: dict[str, Any], steps: int = 3, rate: float = 0.01, **options: Any) -> Field:
    method = Fitted(kind="field", field="x", **{"steps": steps, "batch": 2} | options)
    return Field(method, network, Recipe(learning_rate=rate, steps=steps), 0, 0)


def clinical(folder: Path, scans: dict[str, np.ndarray], drop: Drop) -> tuple[Path, Path]:
    """Write a part's whole and clinical scans; return (dropped, scans)."""
    slices = sliced(drop, SHAPE, "here")
    blank = dict.fromkeys(OWN, "") | {"status": "ok", "low": 0.0, "high": 100.0}
    table = pd.DataFrame([blank | {"subject": name} for name in scans])
    dropped, whole_ones = folder / "dropped", folder / "scans"
    for one in (dropped, whole_ones):
        one.mkdir(parents=True)
        table.to_csv(one / TABLE, index=False)
    slices.write(dropped / SLICES)
    for name, values in scans.items():
        write_volume(slices.back(slices.measure(values)) * 100, AFFINE, dropped / f"{name}.nii.gz")
        write_volume(values * 100, AFFINE, whole_ones / f"{name}.nii.gz")
        mask = np.ones(SHAPE, np.uint8)
        write_volume(mask, AFFINE, whole_ones / f"{name}_mask.nii.gz")
    return dropped, whole_ones


def params(network: str = "channels", names: list[str] | None = None, **method: Any) -> dict:
    recipe = Recipe(learning_rate=0.01, steps=4).model_dump(mode="json")
    options = {"kind": "field", "field": network, "steps": 3, "batch": 2} | method
    return {
        "name": "mine",
        "method": Fitted(**options).model_dump(mode="json"),
        "field": {"network": NETWORKS[network], "recipe": recipe},
        "families": {network: NETWORKS[network]},
        "budget": None,
        "seed": 0,
        "measured": "painted",
        "subjects": names or ["a", "b"],
    }


@pytest.mark.parametrize("network", NETWORKS)
def test_a_fit_sees_nothing_but_clinical_scans(network: str, tmp_path: Path) -> None:
    """With other whole scans every volume and fit is the same, byte for byte."""
    asked = params(network)
    for place, other in (("one", 0), ("two", 5)):
        dropped, scans = clinical(tmp_path / place, {"a": volume(0), "b": volume(1)}, Drop(gap=2))
        if other:
            write_volume(volume(other) * 100, AFFINE, scans / "a.nii.gz")
        fit_fields(asked, dropped=dropped, scans=scans, out=tmp_path / place / "out")
    one, two = (tmp_path / place / "out" for place in ("one", "two"))
    for name in ("a.nii.gz", "b.nii.gz", FIRST):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    truths = [pd.read_csv(place / SCORES)["mse"].tolist() for place in (one, two)]
    assert truths[0] != truths[1]
    history = pd.read_csv(one / HISTORY)
    assert history["subject"].unique().tolist() == ["a", "b"]
    assert history["step"].tolist() == [0, 1, 2] * 2


def test_the_order_of_subjects_is_no_matter(tmp_path: Path) -> None:
    asked = params(names=["a", "b", "c"])
    scans = {name: volume(seed) for seed, name in enumerate("abc")}
    for place, order in (("one", "abc"), ("two", "cba")):
        here = clinical(tmp_path / place, {name: scans[name] for name in order}, Drop(gap=3))
        fit_fields(asked, dropped=here[0], scans=here[1], out=tmp_path / place / "out")
    for name in scans:
        files = [tmp_path / place / f"out/{name}.nii.gz" for place in ("one", "two")]
        assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("thickness", [1, 2, 3])
def test_over_lines_measured_slabs_are_those_of_lines(thickness: int) -> None:
    """Whatever the field paints, nothing is added at slabs' centres, nor beyond the outer ones."""
    slices = sliced(Drop(gap=3, thickness=thickness), SHAPE, "here")
    measured = slices.measure(volume(0))
    aim = over_linear(measured, slices)
    lines = between("linear", measured, slices.centres, np.arange(slices.count))
    painted = aim.volume(np.full_like(lines, 7.0))
    for n in range(slices.count):
        outside = not slices.centres[0] < n < slices.centres[-1]
        alone = outside or n in slices.centres
        assert np.array_equal(painted[n], lines[n]) == alone


def test_over_lines_the_right_field_leaves_no_error_of_a_parabola() -> None:
    """Its value is - f'' g^2 / 2 everywhere, as it is learnt at the doubled distance."""
    slices = sliced(Drop(gap=3), (2, 13, 2), "here")
    n = np.arange(13.0)[None, :, None]
    truth = np.broadcast_to(0.2 + 0.03 * n + 0.004 * n**2, (2, 13, 2)).astype(np.float32)
    aim, value = over_linear(slices.measure(truth), slices), -0.004 * 3**2
    np.testing.assert_allclose(aim.wanted, value, atol=1e-6)
    np.testing.assert_array_equal(aim.weights, 1)
    stack = slices.across(truth)
    painted = aim.volume(np.full(stack.shape, value, np.float32))
    np.testing.assert_allclose(painted, stack, atol=1e-6)


def test_over_lines_a_fit_comes_nearer_to_a_parabola_than_lines() -> None:
    slices = sliced(Drop(gap=3), SHAPE, "here")
    n = np.arange(9.0)[None, :, None]
    truth = np.broadcast_to(1.0 - 0.012 * (n - 3) ** 2, SHAPE).astype(np.float32)
    measured = slices.measure(truth)
    asked = field(NETWORKS["waves"] | {"output": "identity"}, 40, 0.01, over="linear", batch=None)
    found = fitted(asked, measured, slices).volume
    lines = between("linear", measured, slices.centres, np.arange(slices.count))
    inside = slice(0, slices.slabs[-1][1])
    errors = [np.square(v - slices.across(truth))[inside].mean() for v in (found, lines)]
    assert errors[0] < 0.1 * errors[1]


@pytest.mark.parametrize("network", ["channels", "waves"])
@pytest.mark.parametrize("aim_of", [whole, over_linear])
def test_the_loss_of_thick_slabs_is_that_of_what_a_scanner_would_measure(
    network: str, aim_of: Any
) -> None:
    """Paint the volume, average its slabs, compare: the loss is no other."""
    slices = sliced(Drop(gap=3, thickness=2), SHAPE, "here")
    measured = slices.measure(volume(3))
    aim = aim_of(measured, slices)
    one = build(NETWORKS[network], (9, 7, 8, 1), 0)
    wanted = torch.from_numpy(aim.wanted)[..., None]
    shown = torch.from_numpy(aim.frames), torch.from_numpy(aim.weights)
    loss = float(errors_of(one, wanted, *shown, None, "shuffled", "mse", 0)().detach().mean())
    with torch.no_grad():
        slabs = torch.stack(list(one.frames()))[..., 0].numpy()
    means = [slabs[a:b].mean(0) for a, b in slices.slabs]
    expected = np.square(np.stack(means) - measured)
    if aim_of is over_linear:  # the one inner slab, left out
        (a, _, b), inner = slices.centres, np.arange(*slices.slabs[1])
        lines = [((b - t) * measured[0] + (t - a) * measured[2]) / (b - a) for t in inner]
        full = [lines[k] + (t - a) * (b - t) / 9 * slabs[t] for k, t in enumerate(inner)]
        expected = np.square(np.mean(full, 0) - measured[1])
    np.testing.assert_allclose(loss, expected.mean(), rtol=1e-5)


def test_a_warm_start_begins_with_the_other_fit(tmp_path: Path) -> None:
    slices = sliced(Drop(gap=2), SHAPE, "here")
    cold = fitted(field(NETWORKS["waves"]), slices.measure(volume(0)), slices)
    cold.fit.write(tmp_path / FIRST)
    still = field(NETWORKS["waves"], rate=1e-12)
    warm = fitted(still, slices.measure(volume(1)), slices, tmp_path / FIRST)
    np.testing.assert_allclose(warm.volume, cold.volume, atol=1e-6)
    assert Fit.read(tmp_path / FIRST).network == NETWORKS["waves"]


def test_a_fit_to_begin_with_is_of_the_same_network_and_lattice(tmp_path: Path) -> None:
    slices, begin = sliced(Drop(gap=2), SHAPE, "here"), tmp_path / FIRST
    fitted(field(NETWORKS["waves"]), slices.measure(volume(0)), slices).fit.write(begin)
    with pytest.raises(InputError, match="expected a fit of the same network to 9x7x8 samples"):
        fitted(field(NETWORKS["added"]), slices.measure(volume(0)), slices, begin)
    other = Slices("coronal", 12, [(0, 1), (5, 6), (9, 10)])
    with pytest.raises(InputError, match="to 12x7x8 samples, found siren of 9x7x8"):
        fitted(field(NETWORKS["waves"]), other.measure(np.zeros((8, 12, 7), "f4")), other, begin)


def test_a_search_looks_at_measured_slices_of_the_second_subject(tmp_path: Path) -> None:
    scans = {name: volume(seed) for seed, name in enumerate("ab")}
    dropped, _ = clinical(tmp_path, scans, Drop(gap=2))
    search = {"rates": {"lowest": 1e-3, "highest": 1e-1, "points": 3}, "steps": 2}
    outputs = {"table": tmp_path / "rates.csv", "chosen": tmp_path / "chosen.json"}
    search_rates(params("waves") | {"search": search}, dropped=dropped, **outputs)
    table = pd.read_csv(outputs["table"])
    assert table["signal"].unique().tolist() == ["b"]
    assert table["learning_rate"].tolist() == [1e-3, 1e-2, 1e-1]
    best = table.loc[table["psnr"].idxmax(), "learning_rate"]
    assert pd.read_json(outputs["chosen"], typ="series")["learning_rate"] == best


def test_a_search_never_begins_with_a_fit_that_saw_the_slices_it_is_judged_on(
    tmp_path: Path,
) -> None:
    """Of one subject a warm start is searched for from new weights; few steps are tried as few."""
    dropped, scans = clinical(tmp_path, {"a": volume(0)}, Drop(gap=2))
    asked = params("waves", ["a"], steps=5)
    fit_fields(asked, dropped=dropped, scans=scans, out=tmp_path / "cold")
    rates = {"lowest": 1e-3, "highest": 1e-1, "points": 3}
    tables = []
    for steps, begin in ((5, None), (5, tmp_path / "cold" / FIRST), (50, None)):
        outputs = {"table": tmp_path / "rates.csv", "chosen": tmp_path / "chosen.json"}
        search = {"search": {"rates": rates, "steps": steps}}
        search_rates(asked | search, dropped=dropped, begin=begin, **outputs)
        tables.append(outputs["table"].read_text())
    assert tables[0] == tables[1] == tables[2]


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ({"architecture": "nerv", "first_lattice": [7, 8], "strides": [1]}, "found nerv"),
        (WAVES | {"partition": [1, 2, 2]}, "found siren with cells"),
        ({"architecture": "sirens"}, "architecture: unknown name 'sirens'"),
    ],
)
def test_fields_that_cannot_leave_out_slices_are_refused(network: dict, said: str) -> None:
    asked = params() | {"families": {"other": network}}
    with pytest.raises(InputError, match=said):
        field_of(asked, (9, 7, 8, 1))


def test_fields_of_a_set_have_one_size() -> None:
    told = {"families": {name: NETWORKS[name] for name in NETWORKS}, "budget": 2000}
    sizes = [field_of(params(name) | told, (9, 7, 8, 1)).parameters for name in NETWORKS]
    assert max(sizes) / min(sizes) < 1.02


def test_the_learning_rate_is_the_methods_the_searchs_the_fields() -> None:
    shape = (9, 7, 8, 1)
    assert field_of(params(learning_rate=0.3), shape, 0.2).recipe.learning_rate == 0.3
    assert field_of(params(), shape, 0.2).recipe.learning_rate == 0.2
    assert field_of(params(), shape).recipe.learning_rate == 0.01
