"""Weight space: moves change nothing that is painted, matching undoes them, lines have ends."""

from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.oinr.weights.activation import correlation, hidden, match_activations
from inrflow.oinr.weights.chain import Chain, chain_of, filled
from inrflow.oinr.weights.change import edges_changed, values_changed
from inrflow.oinr.weights.compared import fits_compared
from inrflow.oinr.weights.line import barrier, between, painted_between
from inrflow.oinr.weights.moves import Move, assigned, gained, moved, still
from inrflow.oinr.weights.stage import walk_between
from inrflow.oinr.weights.walk import Way, between_fits
from inrflow.oinr.weights.weight import agreement, match_weights, swept
from inrflow.signals.signal import Signal
from laws.fields import noise

few = settings(max_examples=4, deadline=None)
SEEDS = st.integers(0, 2**16)
PICTURE = (1, 6, 5, 2)
SIREN = {"architecture": "siren", "width": 6, "layers": 4}
PADDINGS = ("zeros", "replicate", "reflect", "circular")


def oinr(**options: Any) -> dict[str, Any]:
    return {"architecture": "oinr", "channels": (5, 6, 4), "levels": 2, **options}


NETWORKS = [
    *((oinr(padding=padding, bias=bias), PICTURE) for padding, bias in product(PADDINGS, (0, 1))),
    (oinr(bias=True), (3, 4, 5, 1)),
    (oinr(), (1, 1, 9, 1)),
    (SIREN, PICTURE),
]


def disturbed(chain: Chain, seed: int) -> list[Move]:
    """Random moves of all hidden layers."""
    random = np.random.default_rng(seed)
    moves = []
    for one in still(chain):
        order = torch.from_numpy(random.permutation(len(one.order)))
        sign = torch.from_numpy(random.choice([-1.0, 1.0], len(order)).astype(np.float32))
        moves.append(Move(order, sign))
    return moves


def same(first: Chain, second: Chain) -> bool:
    """Whether all numbers of two chains are equal."""
    return all(
        torch.equal(a.weight, b.weight) and (a.bias is None or torch.equal(a.bias, b.bias))
        for a, b in zip(first, second, strict=True)
    )


def ways_to(first: Field, second: Field) -> list[list[Move]]:
    """What both methods find."""
    chains = chain_of(first), chain_of(second)
    return [match_activations(first, second), match_weights(*chains, seed=0)]


@pytest.mark.parametrize(("network", "shape"), NETWORKS, ids=str)
def test_moves_leave_what_is_painted(network: dict, shape: tuple) -> None:
    field = build(network, shape, 3)
    moves = disturbed(chain_of(field), 4)
    assert min(move.share for move in moves) > 0
    other = filled(field, moved(chain_of(field), moves))
    np.testing.assert_allclose(paint(other), paint(field), atol=1e-5)


@pytest.mark.parametrize(("network", "shape"), NETWORKS, ids=str)
def test_matching_leaves_what_is_painted(network: dict, shape: tuple) -> None:
    first, second = build(network, shape, 0), build(network, shape, 1)
    for moves in ways_to(first, second):
        matched = filled(second, moved(chain_of(second), moves))
        np.testing.assert_allclose(paint(matched), paint(second), atol=1e-5)


@pytest.mark.parametrize("network", [oinr(bias=True), SIREN], ids=["oinr", "siren"])
@given(SEEDS)
@few
def test_a_moved_copy_is_brought_back(network: dict, seed: int) -> None:
    field = build(network, PICTURE, seed)
    chain = chain_of(field)
    copy = filled(field, moved(chain, disturbed(chain, seed)))
    for moves in ways_to(field, copy):
        assert same(moved(chain_of(copy), moves), chain)


@given(SEEDS)
@few
def test_an_assignment_is_the_best_of_all(seed: int) -> None:
    similarity = torch.from_numpy(np.random.default_rng(seed).standard_normal((4, 4)))
    signs = [torch.tensor(s, dtype=torch.float32) for s in product((-1.0, 1.0), repeat=4)]
    orders = [torch.tensor(order) for order in permutations(range(4))]
    best = max(gained(similarity, Move(*one)) for one in product(orders, signs))
    assert gained(similarity, assigned(similarity)) == pytest.approx(best)


@pytest.mark.parametrize("network", [oinr(bias=True), SIREN], ids=["oinr", "siren"])
@given(SEEDS)
@few
def test_matching_never_lowers_what_it_maximises(network: dict, seed: int) -> None:
    first, second = build(network, PICTURE, seed), build(network, PICTURE, seed + 1)
    by_activation, by_weight = ways_to(first, second)
    features = zip(hidden(first), hidden(second), strict=True)
    for (one, other), move in zip(features, by_activation, strict=True):
        alike = correlation(one, other)
        assert gained(alike, move) >= float(alike.diagonal().abs().sum()) - 1e-9
    one, other = chain_of(first), chain_of(second)
    assert agreement(one, moved(other, by_weight)) >= agreement(one, other) - 1e-6


def test_no_move_of_one_layer_betters_a_match_by_weights() -> None:
    network = oinr(channels=(3, 3), bias=True)
    first, second = (chain_of(build(network, PICTURE, seed)) for seed in (0, 1))
    moves = swept(first, second, still(second), np.random.default_rng(0))
    best = agreement(first, moved(second, moves))
    for index, order in product(range(2), permutations(range(3))):
        for sign in product((-1.0, 1.0), repeat=3):
            others = list(moves)
            others[index] = Move(torch.tensor(order), torch.tensor(sign))
            assert agreement(first, moved(second, others)) <= best + 1e-5


def test_neurons_that_do_nothing_are_matched_too() -> None:
    field = build(oinr(), PICTURE, 0)
    chain = chain_of(field)
    chain[0].weight[2] = 0
    silent = filled(field, chain)
    moves = match_activations(silent, silent)
    assert moves[0].share == 0


@pytest.mark.parametrize("network", [oinr(bias=True), SIREN], ids=["oinr", "siren"])
def test_lines_end_at_both_fields(network: dict) -> None:
    first, second = build(network, PICTURE, 0), build(network, PICTURE, 1)
    start, end = chain_of(first), chain_of(second)
    assert same(between(start, end, 0.0), start)
    assert same(between(start, end, 1.0), end)
    painted = painted_between(first, start, end, [0.0, 1.0])
    np.testing.assert_array_equal(painted[0], paint(first))
    np.testing.assert_array_equal(painted[1], paint(second))
    single = between(start, end, 1.0, ["layer2"])
    for place, layer in enumerate(single):
        source = end if layer.name == "layer2" else start
        assert torch.equal(layer.weight, source[place].weight)
    torch.testing.assert_close(
        between(start, end, 0.25)[1].weight, 0.75 * start[1].weight + 0.25 * end[1].weight
    )


def test_barriers_are_above_the_line_through_the_ends() -> None:
    places = [0.0, 0.25, 0.5, 0.75, 1.0]
    assert barrier(places, np.array([1.0, 2.0, 5.0, 4.0, 3.0])) == (3.0, 0.5)
    assert barrier(places, np.linspace(1.0, 3.0, 5))[0] == pytest.approx(0)
    assert barrier(places, np.array([3.0, 1.0, 0.0, 1.0, 3.0]))[0] == 0


def test_there_is_no_barrier_between_equals() -> None:
    field, target = build(SIREN, PICTURE, 0), noise(*PICTURE, seed=1)
    for matching in ("none", "activation", "weight"):
        way = Way(matching, [0.0, 0.5, 1.0], ["layer1", "layer4"], 0)
        found = between_fits(field, field, (target, target), way).summary
        assert found["barrier"] == pytest.approx(0, abs=1e-9)
        assert found["moved"] == 0
        assert found["first_edges_changed"] == pytest.approx(0, abs=1e-9)


@given(SEEDS, st.floats(0.1, 3), st.floats(-1, 1, allow_subnormal=False))
@few
def test_contrast_is_no_change_of_edges_nor_places_of_values(
    seed: int, scale: float, shift: float
) -> None:
    picture = noise(1, 7, 9, 3, seed=seed)
    assert edges_changed(picture, scale * picture + shift) == pytest.approx(0, abs=1e-5)
    assert edges_changed(picture, -picture) == pytest.approx(2)
    assert edges_changed(picture, np.zeros_like(picture)) == 1
    turned = picture[:, ::-1, ::-1].copy()
    assert values_changed(picture, turned) == 0
    assert values_changed(picture, picture + np.float32(0.25)) == pytest.approx(0.25, abs=1e-6)


@pytest.mark.parametrize(("seeds", "count"), [([4], 1), ([0, 1], 6), ([0, 1, 2], 12)])
def test_every_seed_meets_the_other_picture_and_the_next_seed(seeds: list, count: int) -> None:
    every = list(fits_compared("a", "b", seeds))
    assert len(every) == len({frozenset((one.first, one.second)) for one in every}) == count
    assert all(one.first != one.second for one in every)
    told = [(one.pictures, one.seeds) for one in every]
    assert told.count(("different", "same")) == len(seeds)


def test_a_pair_is_fitted_and_walked(tmp_path: Path) -> None:
    signals = {"a": noise(1, 12, 11, 1, seed=0), "b": noise(1, 12, 11, 1, seed=1)}
    frames = [tmp_path / name for name in signals]
    for path, values in zip(frames, signals.values(), strict=True):
        Signal(values, np.zeros(1), {}, "image").write(path)
    recipe = {"learning_rate": 1e-3, "steps": 9}
    params = {
        "weights": {"recipe": {}, "steps": 2, "matching": ["none", "weight"], "places": 3}
        | {"layers": [1, -1]},
        "pair": "p",
        "signals": list(signals),
        "seeds": [0, 1],
        "networks": {"oinr": oinr(), "siren": SIREN},
        "order": ["oinr", "siren"],
        "recipes": {"oinr": recipe, "siren": recipe},
        "size": {"target": None, "budget": None, "signal": "a"},
    }
    names = ("fits", "lines", "comparisons", "strips")
    outputs = {name: tmp_path / f"{name}.out" for name in names}
    walk_between(params, frames=frames, **outputs)
    fits, lines, summary = (pd.read_csv(outputs[name]) for name in names[:3])
    assert len(fits) == 8 and set(fits["steps"]) == {2}
    assert len(summary) == 2 * 6 * 2
    # between different pictures both ends' layers go over alone
    assert len(lines) == 2 * 2 * 3 * (4 * 3 + 2 * 1)
    ends = lines[(lines["layer"] == "all") & (lines["matching"] == "none") & (lines["t"] == 0)]
    for (field, first, seed), some in ends.groupby(["field", "first", "seed"]):
        chosen = (fits["field"] == field) & (fits["signal"] == first) & (fits["seed"] == seed)
        assert some["psnr"].nunique() == 1
        assert some["psnr"].iloc[0] == pytest.approx(fits.loc[chosen, "psnr"].item(), abs=1e-3)
    # matching leaves the ends where they were
    at_end = lines[(lines["layer"] == "all") & (lines["t"] == 1)]
    spread = at_end.groupby(["field", "second", "other_seed"])["loss"].agg(np.ptp)
    assert spread.max() < 1e-5
