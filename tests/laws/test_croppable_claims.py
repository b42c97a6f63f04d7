"""The ledger of croppable fields: verdicts follow from intervals of enough pairs."""

from typing import get_args

import numpy as np
import pandas as pd
import pytest

from inrflow.config.croppable.claims import ClaimName
from inrflow.croppable.claims.claim import CLAIMS
from inrflow.croppable.claims.proportion import proportions
from inrflow.croppable.claims.tables import of_pair
from inrflow.encoding.claims.ledger import COLUMNS, ledger
from inrflow.encoding.claims.page import as_html
from inrflow.measures.paired import compare

PAIR = {"surpasses_siren": [{"table": "t", "first": "lg", "second": "siren"}]}
FASTER = {"faster_training": [{"table": "t", "first": "lg", "second": "siren"}]}


def fits(gains: dict[str, float], seeds: int, spread: float = 0.1) -> pd.DataFrame:
    """Fits of two fields on some signals, the first better by a gain."""
    noise = np.random.default_rng(0)
    rows = []
    for signal, gain in gains.items():
        for seed in range(seeds):
            base = 30 + 3 * noise.random()
            rows.append([signal, "siren", seed, base, base - 2, base - 1, 4.0])
            more = gain + spread * noise.standard_normal()
            rows.append(
                [signal, "lg", seed, base + more, base - 2 - more, base - 1, 2.0 + seed / 9]
            )
    names = ["signal", "field", "seed", "psnr", "psnr_minmax", "psnr_at_equal_seconds", "seconds"]
    return pd.DataFrame(rows, columns=names)


def verdicts(table: pd.DataFrame, claims: dict, seeds: int = 5, signals: int = 3) -> pd.DataFrame:
    return pd.DataFrame(ledger(CLAIMS, {"t": table}, claims, seeds, signals))


def of(rows: pd.DataFrame, signal: str, measure: str = "psnr", at: str = "steps") -> pd.Series:
    some = rows[(rows["signal"] == signal) & (rows["measure"] == measure) & (rows["at"] == at)]
    assert len(some) == 1
    return some.iloc[0]


def test_a_verdict_is_the_paired_interval_beside_the_bound() -> None:
    table = fits({"a": 2.0, "b": -2.0, "c": 0.01}, 5)
    rows = verdicts(table, PAIR)
    assert [of(rows, s)["verdict"] for s in "abc"] == ["holds", "fails", "undecided"]
    assert of(rows, "a", "psnr_minmax")["verdict"] == "fails"  # the other PSNR says otherwise
    paired = compare(table[table["signal"] == "a"].iloc[::-1], "psnr").iloc[0]
    found = of(rows, "a")
    assert (found["value"], found["low"], found["high"]) == pytest.approx(
        (paired["difference"], paired["low"], paired["high"])
    )
    # equal seconds are a row of their own; there both fields are equally good
    assert of(rows, "a", at="seconds")["value"] == pytest.approx(0)
    assert of(rows, "a", at="seconds")["verdict"] == "undecided"


def test_too_few_seeds_or_signals_decide_nothing() -> None:
    few = verdicts(fits({"a": 9.0}, 4), PAIR)
    assert of(few, "a")["verdict"] == "undecided"
    assert set(few["signal"]) == {"a"}  # one signal is not all
    two = verdicts(fits({"a": 9.0, "b": 8.0}, 5), PAIR)
    assert of(two, "a")["verdict"] == "holds" and of(two, "all")["verdict"] == "undecided"
    three = verdicts(fits({"a": 9.0, "b": 8.0, "c": 8.5}, 5), PAIR)
    assert of(three, "all")["verdict"] == "holds"
    assert (of(three, "all")["n"], of(three, "all")["signals"]) == (15, 3)


def test_signals_that_disagree_leave_all_undecided() -> None:
    rows = verdicts(fits({"a": 3.0, "b": -3.0, "c": 2.0}, 5), PAIR)
    assert of(rows, "all")["verdict"] == "undecided"


def test_every_claim_can_be_paired() -> None:
    assert set(CLAIMS) == set(get_args(ClaimName))


def test_ratios_are_averaged_as_logarithms() -> None:
    table = fits({"a": 0.0}, 5)
    found = of(verdicts(table, FASTER), "a", "seconds")
    firsts = table[table["field"] == "lg"]["seconds"] / 4
    assert found["value"] == pytest.approx(np.exp(np.log(firsts).mean()))
    assert found["verdict"] == "holds" and found["bound"] == "below 1"


def test_what_is_not_there_has_no_row() -> None:
    claims = {"surpasses_siren": [{"table": "none", "first": "lg", "second": "siren"}]}
    assert verdicts(fits({"a": 1.0}, 5), claims).empty
    claims = {"surpasses_siren": [{"table": "t", "first": "lg", "second": "other"}]}
    assert verdicts(fits({"a": 1.0}, 5), claims).empty
    one = fits({"a": 1.0}, 5)
    one.loc[one["seed"] == 4, "psnr"] = np.nan  # a fit that diverged takes its pair along
    assert of(verdicts(one, PAIR), "a")["n"] == 4


def test_weights_of_cells_shrink_in_proportion_and_files_do_not() -> None:
    local, shared, cells = 687, 23_058, 256
    whole = cells * local + shared
    rows = []
    for kept in (36, 128, 256):
        area, left = kept / cells, (kept * local + shared) / whole
        rows.append(["camera", "lg", "cropped", area, area, left, left / area])
    names = ["signal", "field", "method", "area_share", "local_share", "parameters_share"]
    rate = pd.DataFrame(rows, columns=[*names, "bytes_per_area"])
    found = pd.DataFrame(proportions(rate)).set_index("measure")
    assert set(found["verdict"]) == {"counted"}
    assert found.loc["weights of cells", "value"] == 1.0
    share = (128 * local + shared) / whole  # Table 6: 110,994 of 198,930
    for name in ("all weights", "bytes of the file"):
        assert found.loc[name, "value"] == pytest.approx(2 * share)


def test_the_page_says_all_and_how_many_are_enough() -> None:
    rows = verdicts(fits({"a": 2.0}, 5), PAIR | FASTER).reindex(columns=COLUMNS)
    page = as_html(rows, "Croppable INRs", 5, 3)
    for name in PAIR | FASTER:
        assert CLAIMS[name].statement in page
    assert "Fewer than 5 seeds, or 3 signals" in page
    assert page.count("class='holds'") == (rows["verdict"] == "holds").sum()


def test_equal_seconds_are_those_of_the_two_alone() -> None:
    curves = [
        (name, seed, seconds, psnr)
        for seed in range(5)
        for name, end in {"lg": 10.0, "siren": 20.0, "third": 1.0}.items()
        for seconds, psnr in ((1.0, 10.0 + seed), (end, 20.0 + (name == "lg") * 5))
    ]
    course = pd.DataFrame(curves, columns=["field", "seed", "seconds", "psnr"])
    course = course.assign(signal="a").query("field != 'third' or seconds == 1")
    tables = {"t": fits({"a": 0.0}, 5)}
    timed = lambda table, pair: of_pair(table, course, pair)  # noqa: E731
    rows = pd.DataFrame(ledger(CLAIMS, tables, PAIR, 5, 3, timed=timed))
    # lg ends at 10 s with 25 dB; then the other is 9/19 of its way from 10 + seed to 20 dB
    others = [(10 + seed) + (10 - seed) * 9 / 19 for seed in range(5)]
    assert of(rows, "a", at="seconds")["value"] == pytest.approx(25 - np.mean(others))
