"""Verdicts say no more than the clips do."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from inrflow.analysis.claims.brightness import alike
from inrflow.analysis.claims.claim import Numbers
from inrflow.analysis.claims.decide import ledger
from inrflow.analysis.claims.xinc import CLAIMS, COMPARISONS
from inrflow.errors import InputError
from inrflow.measures.ledger import judge


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
    table = scalars(std_grid=0.1, std_rgb=0.5, std_gabor=0.5, std_segments=0.8)
    rows = pd.DataFrame(ledger(table, STAGES, 4))
    space = rows[(rows["claim"] == "space_least") & (rows["signal"] == "all")]
    assert space["value"].tolist() == pytest.approx([0.1 / 0.6] * 2)
    assert (space["verdict"] == "holds").all() and (space["n"] == 8).all()
    instances = rows[(rows["claim"] == "instances_no_more") & (rows["signal"] == "all")]
    assert instances["value"].tolist() == pytest.approx([1.6] * 2)
    assert (instances["verdict"] == "fails").all()
    pair = rows[(rows["claim"] == "space_weaker_in_ffn") & (rows["signal"] == "all")]
    assert pair["field"].tolist() == ["ffn / nerv"] and pair["value"].tolist() == pytest.approx(
        [1.0]
    )
    assert (rows.loc[rows["signal"] != "all", "verdict"] == "undecided").all()


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
