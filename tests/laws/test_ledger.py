"""Verdicts say no more than the clips do."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from inrflow.analysis.claims.brightness import alike
from inrflow.analysis.claims.claim import Numbers
from inrflow.analysis.claims.converged import without
from inrflow.analysis.claims.decide import ledger, with_baselines
from inrflow.analysis.claims.page import as_html
from inrflow.analysis.claims.xinc import CLAIMS, COMPARISONS
from inrflow.errors import InputError
from inrflow.measures.converged import unconverged
from inrflow.measures.ledger import judge, judge_ratio


def units(*clips: list[float]) -> dict[tuple[str, int], float]:
    return {(f"clip{c}", s): v for c, values in enumerate(clips) for s, v in enumerate(values)}


def test_the_interval_is_students_over_clips_and_not_over_seeds() -> None:
    clips = [[1.0, 1.2], [0.8, 0.9], [1.5, 1.1], [1.3]]
    found = judge(units(*clips), 0.5, "above", 4)
    means = [np.mean(values) for values in clips]
    low, high = stats.t.interval(0.95, 3, np.mean(means), stats.sem(means))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.value, found.n, found.clips) == (pytest.approx(np.mean(means)), 7, 4)
    assert found.verdict == "holds"


@pytest.mark.parametrize(
    ("bound", "side", "verdict"),
    [
        (0.0, "above", "holds"),
        (0.0, "below", "fails"),
        (9.0, "above", "fails"),
        (9.0, "below", "holds"),
        (1.0, "above", "undecided"),
        (1.0, "below", "undecided"),
    ],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(
    bound: float, side: str, verdict: str
) -> None:
    assert judge(units([0.9], [1.0], [1.1], [1.0]), bound, side, 4).verdict == verdict


def test_too_few_clips_decide_nothing_however_many_seeds() -> None:
    many = units([1.0] * 50, [1.01] * 50, [1.02] * 50)
    assert judge(many, 0.0, "above", 4).verdict == "undecided"
    assert judge(many, 0.0, "above", 3).verdict == "holds"
    lone = judge(units([1.0, 3.0, 2.0]), 0.0, "above", 2)
    assert (lone.verdict, lone.low, lone.high) == ("undecided", 1.0, 3.0)


def test_nothing_to_judge_is_refused() -> None:
    for bad in ({}, units([np.nan])):
        with pytest.raises(InputError, match="finite values"):
            judge(bad, 0, "above", 4)


STAGES = {"ffn": ["layer1", "layer2", "layer3"], "nerv": ["block1", "block2", "block3", "head"]}


def scalars(**values: float) -> pd.DataFrame:
    rows = [
        (signal, field, seed, "corrected", stage, measure, value)
        for signal in ("a", "b", "c", "d")
        for seed in (0, 1)
        for field, stages in STAGES.items()
        for stage in stages
        for measure, value in values.items()
    ]
    columns = ["signal", "field", "seed", "definition", "stage", "measure", "value"]
    return pd.DataFrame(rows, columns=columns)


def test_space_is_judged_against_what_there_is() -> None:
    table = scalars(
        explained_grid=0.1,
        explained_rgb=0.5,
        explained_gabor=0.5,
        explained_segments=0.8,
        std_grid=0.1,
        std_rgb=0.5,
        std_gabor=0.6,
    )
    rows = pd.DataFrame(ledger(table, STAGES, 4))
    space = rows[(rows["claim"] == "space_explains_least") & (rows["signal"] == "all")]
    assert space["value"].tolist() == pytest.approx([0.1 - 0.3] * 2)
    assert (space["verdict"] == "holds").all() and (space["n"] == 8).all()
    instances = rows[(rows["claim"] == "instances_explain_no_more") & (rows["signal"] == "all")]
    assert instances["value"].tolist() == pytest.approx([0.3] * 2)
    assert (instances["verdict"] == "fails").all()
    least = rows[rows["claim"] == "space_least"]
    assert least["value"].tolist() == pytest.approx([0.1 / 0.55] * len(least))
    assert (least["verdict"] == "undecided").all()
    pair = rows[(rows["claim"] == "space_weaker_in_ffn") & (rows["signal"] == "all")]
    assert pair["field"].tolist() == ["ffn / nerv"] and pair["value"].tolist() == pytest.approx(
        [1.0]
    )
    assert (rows.loc[rows["signal"] != "all", "verdict"] == "undecided").all()


VALUES = {
    "block3_meets_grid": ({"std_grid": [1, 1, 4, 1], "std_rgb": [2, 2, 2, 2]}, 4),
    "intensity_biased": ({"intensity_spearman": [0.1, 0.2, 0.3, 0.4]}, 0.25),
    "represent_to_omit": ({"density_near_black": [1, 1, 2, 2]}, 1.5),
    "pixels_fall_early": ({"pixels_per_neuron": [1, 9, 9, 4]}, 0.25),
    "edges_in_nerv": ({"neurons_per_pixel_edges_0.5": [0, 0, 0, 2]}, 0.5),
    "block1_even": ({"object_evenness": [1, 0.2, 0.4, 0.6]}, 0.6),
    "motion_drives": ({"motion_spearman": [0, 0, 1, 1]}, 0.5),
    "motion_beyond_change": ({"motion_partial": [0, 0, 1, 1]}, 0.5),
    "constant_over_time": ({"object_constancy": [1, 1, 0, 0]}, 0.5),
    "types_recur": ({"mixing_ratio": [1, 1, 2, 2]}, 1.5),
    "categories_not_grouped": (
        {"category_gap": [1, 1, 1, np.nan], "category_gap_null": [0, 1, 0.5, 1]},
        0.5,
    ),
    "neurons_form_types": (
        {"silhouette": [5, 5, 5, 5], "silhouette_null": [1, 4, 1, 4],
         "silhouette_skewed": [4, 1, np.nan, 4]},
        2.5 - 1 + 0.25,
    ),
    "contribution_predicts_damage": (
        {"damage_spearman": [1, 1, 1, 1], "damage_spearman_weight": [0, 0, 0.5, 0.5]},
        0.75,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_a_claim_takes_the_stages_that_it_speaks_of(name: str) -> None:
    measures, wanted = VALUES[name]
    values = {
        (stage, measure): value
        for measure, column in measures.items()
        for stage, value in zip(STAGES["nerv"], column, strict=True)
        if np.isfinite(value)
    }
    (claim,) = (claim for claim in CLAIMS if claim.name == name)
    assert claim.value(Numbers(STAGES["nerv"], values)) == pytest.approx(wanted)


def test_claims_of_the_second_layer_are_of_the_second_layer() -> None:
    values = {("layer1", "empty_share"): 0.9, ("layer2", "empty_share"): 0.5}
    (claim,) = (claim for claim in CLAIMS if claim.name == "half_of_layer2_dead")
    assert claim.value(Numbers(STAGES["ffn"], values)) == 0.5
    assert np.isnan(claim.value(Numbers(["layer1"], values)))
    assert np.isnan(Numbers(["block1", "head"], {("head", "x"): 1.0}).mean("x", []))


def test_weights_are_the_baseline_and_units_that_of_the_paper() -> None:
    keys = {"signal": "a", "field": "ffn", "seed": 0, "stage": "layer1"}
    names = [("corrected", 1.0), ("paper", 2.0), ("weight", 3.0), ("weight of units", 4.0)]
    rows = [keys | {"definition": d, "measure": "damage_spearman", "value": v} for d, v in names]
    found = with_baselines(pd.DataFrame(rows))
    found = found[found["measure"] == "damage_spearman_weight"]
    later = found.groupby("definition")["value"].last().to_dict()
    assert later == {"corrected": 3.0, "paper": 4.0}


def test_a_ratio_and_its_inverse_are_judged_alike() -> None:
    ratios = units([2.0], [8.0], [4.0], [4.0])
    inverse = {unit: 1 / value for unit, value in ratios.items()}
    one, other = judge_ratio(ratios, 2.0, "above", 4), judge_ratio(inverse, 0.5, "below", 4)
    assert one.value == pytest.approx(4) and one.low == pytest.approx(1 / other.high)
    assert other.value == pytest.approx(1 / 4) and one.verdict == other.verdict
    with pytest.raises(InputError, match="above 0"):
        judge_ratio(units([1.0], [0.0]), 1.0, "above", 2)


def test_a_fit_that_did_not_converge_is_no_unit(tmp_path: Path) -> None:
    fits = [(s, f, seed) for s in ("a", "b") for f in STAGES for seed in (0, 1)]
    paths = [tmp_path / f"{i}.json" for i in range(len(fits))]
    for path, fit in zip(paths, fits, strict=True):
        path.write_text(json.dumps({"psnr": 20 if fit == ("a", "nerv", 1) else 30}))
    left_out = unconverged(fits, paths, 27)
    assert left_out == [("a", "nerv", 1)]
    table = scalars(x=1.0)
    both = pd.concat([table, table[table["seed"] == 0].assign(seed=-1)])
    kept = without(both, left_out, -1)
    gone = pd.concat([both, kept]).drop_duplicates(keep=False)
    assert set(zip(gone["signal"], gone["field"], gone["seed"], strict=True)) == {
        ("a", "nerv", 1), ("a", "nerv", -1),
    }  # fmt: skip


def test_the_page_tells_what_is_left_out_and_puts_definitions_side_by_side() -> None:
    table = scalars(intensity_spearman=0.5)
    rows = pd.DataFrame(ledger(pd.concat([table, table.assign(definition="paper")]), STAGES, 4))
    page = as_html(rows[rows["signal"] == "all"], 4, [("a", "nerv", 1)], 27)
    assert "nerv on a, seed 1" in page and "<th>corrected</th><th>paper</th></tr>" in page
    assert page.count("<tr>") == 1 + 2  # a row a field
    assert "4 holds, 0 fails, 0 undecided" in page and "27 dB" in page
    empty = as_html(rows[:0], 4, [("a", "nerv", 1)], 27)
    assert "No claim has a number" in empty and "nerv on a, seed 1" in empty


def test_claims_without_numbers_have_no_rows_and_names_are_unique() -> None:
    assert not list(ledger(scalars(unknown=1.0), STAGES, 4))
    names = [claim.name for claim in [*CLAIMS, *COMPARISONS]]
    assert len(set(names)) == len(names)


def test_every_claim_uses_numbers_that_it_can_lack() -> None:
    bare = {name: Numbers(stages, {}) for name, stages in STAGES.items()}
    with np.errstate(invalid="ignore"):
        for claim in CLAIMS:
            assert all(np.isnan(claim.value(fit)) for fit in bare.values())
        for claim in COMPARISONS:
            assert np.isnan(claim.value(bare["ffn"], bare["nerv"]))


def test_bright_and_dim_agree_or_not() -> None:
    light = {"clip0": 0.1, "clip1": 0.2, "clip2": 0.6, "clip3": 0.7}
    same = (units([1.0], [1.1], [1.2], [1.1]), 0.0)
    opposite = (units([-1.0], [-1.1], [1.2], [1.1]), 0.0)
    assert alike([same, same], light, 4).verdict == "holds"
    found = alike([opposite, opposite], light, 4)
    assert (found.value, found.verdict) == (0.0, "fails")
    assert alike([same], {"clip0": 0.1, "clip3": 0.7}, 4).verdict == "undecided"
