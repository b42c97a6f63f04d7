"""How fields train: rules of initial weights, what a fit tells, ranges of learning rates."""

from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from inrflow.config.oinr.behaviour import Behaviour
from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.optimise import optimise
from inrflow.oinr.behaviour.fits import Outcome, facts, fit, reached
from inrflow.oinr.behaviour.good_rates import good_rates
from inrflow.oinr.behaviour.schemes import initialise
from inrflow.oinr.behaviour.stage import best_rate, watch_training
from inrflow.oinr.behaviour.tables import tabulate
from inrflow.signals.signal import Signal
from laws.fields import noise, oinr, siren, small

SHAPE = (1, 6, 7, 3)
NETWORKS = {
    "oinr": oinr(9, 40, bias=True),
    "siren": siren(width=40),
    "wire": small("wire", width=40),
    "mfn": small("mfn", width=40),
}
SCHEMES = ("default", "xavier", "kaiming", "orthogonal", "siren")
every_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)


def picture() -> Signal:
    return Signal(noise(*SHAPE), np.arange(1.0), {})


def started(network: dict[str, Any], scheme: str, seed: int = 0) -> Field:
    field = build(network, SHAPE, 0)
    initialise(field, scheme, seed)
    return field


def matrices(field: Field) -> dict[str, torch.Tensor]:
    """Weights of plain stages as (output, input, ...)."""
    found = {}
    for name, stage in field.stages.items():
        if hasattr(stage.affine, "real"):
            found |= {f"{name}.{k}": getattr(stage.affine, k)[0].T for k in ("real", "imaginary")}
        else:
            weight = stage.affine.weight
            found[name] = weight if isinstance(stage.affine, torch.nn.Conv2d) else weight[0].T
    return {name: weight.detach().flatten(1) for name, weight in found.items()}


@every_network
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_rule_draws_all_weights_and_nothing_else(network: dict, scheme: str) -> None:
    own, field, same = build(network, SHAPE, 0), started(network, scheme), started(network, scheme)
    before, after = matrices(own), matrices(field)
    for name, weight in after.items():
        assert not torch.equal(weight, before[name])
        assert torch.equal(weight, matrices(same)[name])
    kept = {n: p for n, p in own.named_parameters() if "bias" in n or "filters" in n}
    assert all(torch.equal(dict(field.named_parameters())[n], p) for n, p in kept.items())
    other = matrices(started(network, scheme, 1))
    assert not any(torch.equal(weight, other[name]) for name, weight in after.items())


@every_network
def test_rules_have_their_bounds_and_spreads(network: dict) -> None:
    shared = sqrt(2)  # by which parts of complex weights are smaller
    for scheme in ("default", "xavier", "siren"):
        field = started(network, scheme)
        for name, weight in matrices(field).items():
            stage, (outputs, inputs) = field.stages[name.partition(".")[0]], weight.shape
            taps = 9 if network["architecture"] == "oinr" else 1
            part = shared if "." in name and scheme != "default" else 1
            omega = stage.numbers({}).get("omega", 1)
            bound = {
                "default": inputs**-0.5,
                "xavier": sqrt(6 / (inputs + outputs * taps)),
                "siren": 1 / inputs if inputs == 2 else sqrt(6 / inputs) / omega,
            }[scheme]
            assert 0.6 * bound / part < float(weight.abs().max()) <= bound / part * (1 + 1e-6)
    largest = max(matrices(started(network, "kaiming")).items(), key=lambda one: one[1].numel())
    wanted = largest[1].shape[1] ** -0.5 / (shared if "." in largest[0] else 1)
    assert float(largest[1].std()) == pytest.approx(wanted, rel=0.1)


@every_network
def test_orthogonal_weights_are(network: dict) -> None:
    for name, weight in matrices(started(network, "orthogonal")).items():
        thin = weight if weight.shape[0] <= weight.shape[1] else weight.T
        gram = thin @ thin.T * (2 if "." in name else 1)
        torch.testing.assert_close(gram, torch.eye(len(gram)), rtol=0, atol=1e-5)


def test_other_layers_than_plain_ones_are_refused() -> None:
    field = build({"architecture": "oinr_continuous", "channels": [2], "levels": 2}, SHAPE, 0)
    initialise(field, "own", 0)
    with pytest.raises(InputError, match=r"behaviour.schemes: expected a field of plain layers"):
        initialise(field, "xavier", 0)


@every_network
def test_a_watched_fit_is_the_usual_one(network: dict) -> None:
    signal, recipe = picture(), Recipe(learning_rate=0.01, steps=4, evaluations=2)
    found = fit(network, signal, recipe, "own", 3)
    field = build(network, SHAPE, 3)
    history = optimise(field, signal, recipe, 3)
    for one, other in zip(found.field.parameters(), field.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    psnr = -10 * np.log10(history["mse"].dropna())
    np.testing.assert_allclose(found.course["psnr"].dropna(), psnr, rtol=1e-6)
    assert found.course["step"].tolist() == [1, 2, 3, 4] and found.finite
    assert found.course["seconds"].is_monotonic_increasing


def test_norms_are_those_of_the_loss() -> None:
    signal = picture()
    recipe = Recipe(learning_rate=0.01, steps=1, evaluations=1)
    told = fit(NETWORKS["oinr"], signal, recipe, "own", 0).course["gradient"].iloc[0]
    field = build(NETWORKS["oinr"], SHAPE, 0)
    wanted = field.targets(torch.from_numpy(signal.values))
    (field(field.inputs) - wanted).square().mean().backward()
    squares = sum(float(one.grad.square().sum()) for one in field.parameters())
    assert told == pytest.approx(sqrt(squares), rel=1e-5)


def test_a_fit_that_breaks_is_told_of() -> None:
    recipe = Recipe(learning_rate=1e6, steps=30, evaluations=3, optimiser="sgd")
    outcome = fit(NETWORKS["siren"], picture(), recipe, "own", 0)
    found = facts(outcome, 10.0, 0.95)
    assert not found["finite"] and found["failed"] and np.isnan(found["psnr"])


def test_facts_are_read_off_the_course() -> None:
    course = pd.DataFrame(
        {
            "step": [1, 2, 3, 4],
            "seconds": [0.1, 0.2, 0.3, 0.5],
            "psnr": [np.nan, 19.5, 20.0, 18.0],
            "gradient": [100.0, 10.0, 10.0, 1.0],
        }
    )
    found = facts(Outcome(build(NETWORKS["siren"], SHAPE, 0), course, True), 18.5, 0.95)
    assert found["psnr"] == 18 and found["best_psnr"] == 20 and found["failed"]
    assert (found["steps_to_best"], found["seconds_to_best"]) == (3, 0.3)
    assert (found["steps_to_share"], found["seconds_to_share"]) == (2, 0.2)
    assert (found["gradient_mean"], found["gradient_max"]) == (30.25, 100)
    assert found["gradient_sd"] == pytest.approx(sqrt(0.5))
    assert np.isnan(reached(course, 21.0, "best")["seconds_to_best"])


@given(
    slope=st.floats(1, 50),
    within=st.floats(0.1, 5),
    best=st.integers(0, 8),
    seed=st.integers(0, 99),
)
@settings(max_examples=20, deadline=None)
def test_a_tent_is_as_wide_as_its_slope_says(
    slope: float, within: float, best: int, seed: int
) -> None:
    rates = np.geomspace(1e-4, 1.0, 9)
    psnr = 30 - slope * np.abs(np.log10(rates) - np.log10(rates[best]))
    found = good_rates(rates, psnr, within)
    half = within / slope
    low = max(np.log10(rates[best]) - half, -4)
    high = min(np.log10(rates[best]) + half, 0)
    assert found["decades"] == pytest.approx(high - low, abs=1e-9)
    assert np.log10(found["rate_low"]) == pytest.approx(low, abs=1e-9)
    shifted = good_rates(rates, psnr + seed, within)
    assert shifted["decades"] == pytest.approx(found["decades"], abs=1e-9)


def test_ranges_end_before_what_is_not_finite_and_are_told_to_be_open() -> None:
    rates, nan = np.array([1e-3, 1e-2, 1e-1, 1.0]), float("nan")
    found = good_rates(rates, np.array([19.9, 20.0, nan, nan]), 1.0)
    assert found["open_low"] and not found["open_high"]
    assert found["decades"] == pytest.approx(1) and found["rate_high"] == pytest.approx(1e-2)
    whole = good_rates(rates, np.full(4, 20.0), 1.0)
    assert whole["open_low"] and whole["open_high"] and whole["decades"] == pytest.approx(3)


def test_the_best_rate_is_one_at_which_all_fits_are_finite() -> None:
    rows = pd.DataFrame({"learning_rate": [1, 1, 2, 2], "psnr": [20.0, 21.0, 30.0, np.nan]})
    assert best_rate(rows) == 1
    with pytest.raises(InputError, match=r"rates: expected a rate at which all fits are finite"):
        best_rate(rows.assign(psnr=np.nan))


def test_tables_hold_all_fits_and_what_they_say(tmp_path: Path) -> None:
    picture().write(tmp_path / "frames.safetensors")
    asked = Behaviour(
        signals=["noise"],
        fields=["siren", "oinr"],
        steps=3,
        rates={"lowest": 1e-3, "highest": 1.0, "points": 3},
        schemes=["own", "xavier"],
        evaluations=3,
        repeats=1,
    ).model_dump(mode="json")
    parts = {"fits": [], "courses": []}
    for field in asked["fields"]:
        paths = {"fits": tmp_path / f"{field}.csv", "courses": tmp_path / f"{field}.parquet"}
        told = {"network": NETWORKS[field], "field": field, "target": None, "budget": None}
        params = {"behaviour": asked, "seeds": [0, 1], "recipe": {}, "signal": "noise"} | told
        watch_training(params, frames=tmp_path / "frames.safetensors", **paths)
        for kind, path in paths.items():
            parts[kind].append(path)
    every, summary = tmp_path / "every.csv", tmp_path / "summary.csv"
    tabulate({"within": 1.0, "reference": "siren"}, **parts, every=every, summary=summary)
    fits, rows = pd.read_csv(every), pd.read_csv(summary)
    assert len(fits) == 2 * (3 + 2 * 2) and rows["field"].tolist() == asked["fields"]
    own = fits[(fits["purpose"] == "schemes") & (fits["scheme"] == "own")]
    for field, some in own.groupby("field"):
        row = rows[rows["field"] == field].iloc[0]
        assert row["psnr"] == pytest.approx(some["psnr"].mean(), rel=1e-5)
        assert row["sd_seeds"] == pytest.approx(some["psnr"].std(), rel=1e-3)
        assert (some["learning_rate"] == row["learning_rate"]).all()
    assert own[own["field"] == "siren"]["seconds_to_reference"].notna().all()
    assert own["decode_seconds"].notna().all() and (fits["steps_to_best"] <= 3).all()
    constant = picture().values
    wanted = -10 * np.log10(np.square(constant - constant.mean((0, 1, 2))).mean())
    assert fits["constant_psnr"].iloc[0] == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reference": "finer"}, "reference: expected one of"),
        ({"schemes": ["xavier"]}, "expected 'own' first"),
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none"),
        ({"recipe": {"learning_rate": 3}}, "recipe.learning_rate: expected none"),
        ({"fields": ["siren", "siren"]}, "expected names that differ"),
        ({"figure": "cat"}, "figure: expected one of"),
        ({"sweep_seeds": []}, "at least 1 item"),
        ({"seeds": []}, "expected a seed"),
    ],
    ids=str,
)
def test_what_makes_no_part_is_refused(wrong: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Behaviour(**wrong)
