"""The ledger of brains: units are cohorts' means over subjects that both methods imputed."""

from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from inrflow.brain.agreement.stage import COLUMNS
from inrflow.brain.claims.claim import CLAIMS
from inrflow.brain.claims.decide import _tabled, beside_linear, decide_claims, decided
from inrflow.brain.claims.tables import EVERY_DROP, baselines, of_later, of_quality
from inrflow.config.brain.claims import ALONE, ClaimName
from inrflow.config.brain.study import Set
from inrflow.measures.interval import interval

DROPS = {f"gap-{gap}": {"axis": "coronal", "gap": gap, "thickness": 1} for gap in (2, 3, 6)}
LOSS = {"linear": 1.0, "field": 0.5}  # dB a slice of gap


def scores(cohorts: int) -> pd.DataFrame:
    """The field loses less over gaps than linear, and paints two subjects of three."""
    noise = np.random.default_rng(0)
    rows = []
    for cohort in range(cohorts):
        for drop, told in DROPS.items():
            for method, loss in LOSS.items():
                for subject in range(3 if method == "linear" else 2):
                    psnr = 30 - loss * told["gap"] - 9 * subject + 0.01 * noise.random()
                    names = [f"c{cohort}", drop, method, f"s{subject}", "unseen", "mask"]
                    rows.append([*names, psnr, 1 - 1 / told["gap"]])
    names = ["cohort", "drop", "method", "subject", "part", "region", "psnr", "missing"]
    return pd.DataFrame(rows, columns=names)


def agreement(cohorts: int) -> pd.DataFrame:
    """Linear correlates, and has a cohort that finds less of the truth than the original."""
    rows = []
    for n in range(cohorts):
        name = f"c{n}"
        rows += [
            [name, "original", "original", "true_regions_found", 0.001, 0.8],
            [name, "original", "original", "false_clusters", 0.001, 0.0],
        ]
        for drop in ("gap-2", "gap-3"):
            rows += [
                [name, drop, "linear", "correlation", np.nan, 0.95 + n / 1000],
                [name, drop, "linear", "dice", 2.0, 0.9],
                [name, drop, "linear", "dice", 3.0, 0.5 + n / 100],
                [name, drop, "linear", "true_regions_found", 0.001, 0.6 - n / 100],
                [name, drop, "linear", "false_clusters", 0.001, 1.0],
            ]
    return pd.DataFrame(rows, columns=COLUMNS)


def verdicts(folder: Path, claims: dict, cohorts: int, enough: int = 3) -> pd.DataFrame:
    scores(cohorts).to_csv(folder / "scores.csv", index=False)
    agreement(cohorts).to_csv(folder / "agreement.csv", index=False)
    params = {"claims": claims, "linear": "linear", "drops": DROPS, "enough": {"cohorts": enough}}
    outputs = {"claims": folder / "claims.csv", "page": folder / "claims.html"}
    inputs = {"scores": folder / "scores.csv", "agreement": folder / "agreement.csv"}
    decide_claims(params, **inputs, **outputs)
    rows = pd.read_csv(outputs["claims"], keep_default_na=False)
    page = outputs["page"].read_text()
    assert page.count("<tr class='claim'>") == rows["claim"].nunique()
    assert "&amp;" not in page  # nothing is escaped twice
    silent = set(claims) - set(rows["claim"])
    assert all(name in page for name in silent) and ("speaks of" in page) == bool(silent)
    return rows.set_index(["claim", "first", "second", "measure", "signal"])


def test_quality_is_held_over_cohorts_of_shared_subjects(tmp_path: Path) -> None:
    claims = {"beats_interpolation": [{"first": "field", "second": "linear"}]}
    rows = verdicts(tmp_path, claims, 3)
    key = ("beats_interpolation", "field", "linear", "psnr_unseen")
    one = rows.loc[(*key, "gap-6")]
    # linear's third subject, 18 dB worse, has no say
    assert one["value"] == pytest.approx(3.0, abs=0.02) and one["verdict"] == "holds"
    assert one["n"] == 3  # cohorts, not subjects
    every = rows.loc[(*key, EVERY_DROP)]
    both = of_quality(scores(3), ["field", "linear"])
    wide = both[both["signal"] == EVERY_DROP].pivot(columns="field", index="seed")["psnr_unseen"]
    ends = interval((wide["field"] - wide["linear"]).to_numpy())
    assert (every["low"], every["high"]) == pytest.approx(ends, rel=1e-3)
    assert "all" not in rows.index.get_level_values("signal")


def test_few_cohorts_decide_nothing(tmp_path: Path) -> None:
    claims = {
        "beats_interpolation": [{"first": "field", "second": "linear"}],
        "robust_to_missing": [{"first": "field", "second": None}],
        "differences_preserved": [{"first": "linear", "second": None}],
    }
    assert set(verdicts(tmp_path, claims, 2)["verdict"]) == {"undecided"}
    assert set(verdicts(tmp_path, claims, 3)["verdict"]) == {"holds", "fails"}


def test_loss_counts_from_the_smallest_gap_up_to_what_the_paper_speaks_of(tmp_path: Path) -> None:
    claims = {
        "robust_to_missing": [{"first": "field", "second": None}],
        "loses_less": [{"first": "field", "second": "linear"}],
    }
    rows = verdicts(tmp_path, claims, 3)
    assert set(rows.index.get_level_values("signal")) == {"gap-3"}  # gap 6: 83 % missing
    own = rows.loc["robust_to_missing"]["value"].droplevel(["second", "measure", "signal"])
    assert own.to_dict() == pytest.approx({"field": 0.5, "linear": 1.0}, abs=0.02)
    assert rows.loc["loses_less"]["value"].iloc[0] == pytest.approx(-0.5, abs=0.02)


def test_a_drop_may_have_any_name_and_a_claim_no_number(tmp_path: Path) -> None:
    pair = {"first": "field", "second": "linear"}
    one, every = {"all": DROPS["gap-2"]}, "beats_interpolation"
    few = scores(3).query("drop == 'gap-2'").assign(drop="all")
    pairings = {every: [pair], "loses_less": [pair]}
    tabled = _tabled(few, None, one)
    rows = pd.DataFrame(decided(pairings, tabled, 3))
    assert rows["claim"].tolist() == [every] and rows["signal"].tolist() == ["all"]
    few.to_csv(tmp_path / "scores.csv", index=False)
    params = {"claims": pairings, "linear": "linear", "drops": one, "enough": {"cohorts": 3}}
    outputs = {"claims": tmp_path / "claims.csv", "page": tmp_path / "claims.html"}
    decide_claims(params, scores=tmp_path / "scores.csv", **outputs)
    assert "speaks of: loses_less." in outputs["page"].read_text()


def test_gaps_are_compared_along_one_axis() -> None:
    drops = DROPS | {"thick": {"axis": "coronal", "gap": 4, "thickness": 2}}
    drops["axial"] = {"axis": "axial", "gap": 1, "thickness": 1}
    found = baselines(drops)
    assert found == dict.fromkeys(DROPS, "gap-2") | {"thick": "thick", "axial": "axial"}


def test_maps_are_held_against_bounds_and_the_truth_against_the_original(tmp_path: Path) -> None:
    claims = {
        "differences_preserved": [{"first": "linear", "second": None}],
        "finds_the_truth": [{"first": "linear", "second": "original"}],
    }
    rows = verdicts(tmp_path, claims, 3).reset_index().set_index(["measure", "signal"])
    assert rows.loc[("correlation", "gap-2"), "verdict"] == "holds"
    assert rows.loc[("dice_3", "gap-2"), "verdict"] == "fails"
    assert rows.loc[("true_regions_found", "gap-3"), "value"] == pytest.approx(-0.21)
    assert rows.loc[("true_regions_found", "gap-3"), "verdict"] == "fails"
    # one false cluster more in every cohort: no spread, nothing is known of others
    assert rows.loc[("false_clusters", "gap-3"), "value"] == 1
    assert rows.loc[("false_clusters", "gap-3"), "verdict"] == "undecided"


def test_a_warm_start_is_judged_on_later_subjects() -> None:
    later = of_later(scores(2), ["field"])
    assert later["psnr_unseen"].max() < of_quality(scores(2), ["field"])["psnr_unseen"].min()


def test_linear_stands_beside_all() -> None:
    claims = {
        "robust_to_missing": [{"first": "a", "second": None}],
        "preserves_more": [{"first": "a", "second": "b"}, {"first": "linear", "second": "b"}],
        "warm_start_suffices": [{"first": "a", "second": "b"}],
    }
    found = beside_linear(claims, "linear")
    assert found["robust_to_missing"][1:] == [{"first": "linear", "second": None}]
    assert found["preserves_more"][2:] == [{"first": "a", "second": "linear"}]
    assert found["warm_start_suffices"] == claims["warm_start_suffices"]
    assert beside_linear(found, "linear") == found
    assert beside_linear(claims, None) == claims


def test_every_claim_can_be_paired() -> None:
    assert set(CLAIMS) == set(get_args(ClaimName)) and set(ALONE) < set(CLAIMS)


@pytest.mark.parametrize(
    ("claim", "held", "expected"),
    [
        ("robust_to_missing", {"first": "linear", "second": "linear"}, "expected none"),
        ("loses_less", {"first": "linear"}, "expected another method"),
        ("loses_less", {"first": "linear", "second": "original"}, "unknown name 'original'"),
        ("preserves_more", {"first": "few", "second": "linear"}, "method of all subjects"),
        ("finds_the_truth", {"first": "original", "second": "linear"}, "unknown name 'original'"),
    ],
)
def test_claims_without_rows_are_refused(claim: str, held: dict, expected: str) -> None:
    few = {"kind": "field", "field": "f", "steps": 1, "subjects": 2}
    methods = {"linear": {"kind": "interpolation", "how": "linear"}, "few": few}
    told = {"cohorts": ["c"], "methods": methods}
    Set.model_validate(
        told | {"claims": {"finds_the_truth": [{"first": "linear", "second": "original"}]}}
    )
    with pytest.raises(ValidationError, match=expected):
        Set.model_validate(told | {"claims": {claim: [held]}})


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"thresholds": [2.0, 4.0]}, "expected 3 among them"),
        ({"thresholds": [3.0, 3.0]}, "numbers that differ"),
        ({"weak_share": 0.6}, "at most true_share of 0.5"),
    ],
)
def test_agreement_that_claims_cannot_rest_on_is_refused(options: dict, expected: str) -> None:
    claims = {"differences_preserved": [{"first": "linear"}]}
    with pytest.raises(ValidationError, match=expected):
        Set.model_validate({"cohorts": ["c"], "claims": claims, "agreement": options})
