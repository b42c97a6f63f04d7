"""The study `encode`: budgets, rates, statistics, orders and spectra say what they should."""

from dataclasses import dataclass
from itertools import combinations, product
from typing import Self

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from inrflow.config.networks.siren import Siren
from inrflow.encoding.budget import common_target, match
from inrflow.encoding.orders import orders, verdicts
from inrflow.encoding.reported import AUDIO, INCODE_SSIM, OINR, REPORTED
from inrflow.encoding.search import choose, grid
from inrflow.encoding.spectrum import spectra, spectrum
from inrflow.errors import InputError
from inrflow.measures.paired import compare, holm, summarise

SHAPE = (1, 8, 8, 3)
NAMES = {"field": "net", "signal": "dot"}


@dataclass(frozen=True)
class Family:
    """A network of `square` size^2 + `step` size + `least` parameters, `wiggle` fewer at times."""

    square: int = 0
    step: int = 1
    least: int = 0
    wiggle: int = 0
    size: int = 1

    def parameters(self, shape: tuple[int, int, int, int]) -> int:
        falls = self.wiggle * (self.size % 3 == 0)
        return self.square * self.size**2 + self.step * self.size + self.least - falls

    def scaled(self, size: int) -> Self:
        return type(self)(self.square, self.step, self.least, self.wiggle, size)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4), st.integers(1, 40), st.integers(0, 30), st.integers(50, 4000))
def test_the_matched_member_is_the_nearest_of_all(
    square: int, step: int, least: int, target: int
) -> None:
    family = Family(square, step, least, wiggle=step)
    counts = [family.scaled(size).parameters(SHAPE) for size in range(1, target + 2)]
    nearest = min(abs(count - target) for count in counts)
    if nearest <= 0.01 * target:
        found = match(family, SHAPE, target, **NAMES)
        assert abs(found.parameters - target) == nearest
        assert found.network.parameters(SHAPE) == found.parameters
        assert found.deviation == pytest.approx((found.parameters - target) / target)
    else:
        with pytest.raises(InputError, match=rf"field net, signal dot: expected .*{target}"):
            match(family, SHAPE, target, **NAMES)


def test_budgets_that_no_member_meets_end_in_one_line() -> None:
    with pytest.raises(InputError) as coarse:
        match(Family(step=100), SHAPE, 250, **NAMES)
    assert str(coarse.value) == (
        "budget: field net, signal dot: expected a size within 1% of 250 parameters, found 200 "
        "(size 2) to be the nearest"
    )
    with pytest.raises(InputError, match=r"budget of 91 parameters or more.* found 80$"):
        match(Family(least=90), SHAPE, 80, **NAMES)
    with pytest.raises(InputError, match=r"budget of 91 parameters or more.* found 80$"):
        common_target({"net": Family(least=90)}, SHAPE, 80, signal="dot")


def test_a_common_target_is_the_nearest_that_all_families_meet() -> None:
    families = {"a": Family(step=70), "b": Family(step=90, least=5), "c": Family(square=3)}
    found = common_target(families, SHAPE, 1000, signal="dot")

    def met(target: int) -> bool:
        members = product(families.values(), range(1, 60))
        off: dict[Family, float] = {}
        for family, size in members:
            one = abs(family.scaled(size).parameters(SHAPE) / target - 1)
            off[family] = min(one, off.get(family, 1.0))
        return max(off.values()) <= 0.01

    best = min((t for t in range(900, 1101) if met(t)), key=lambda t: abs(t - 1000))
    assert abs(found - 1000) == abs(best - 1000) and met(found)
    for name, family in families.items():
        match(family, SHAPE, found, field=name, signal="dot")
    apart = {"a": Family(step=900), "b": Family(step=1000, least=50)}
    with pytest.raises(InputError, match=r"signal dot: expected a target within 10% of 1000 .*by"):
        common_target(apart, SHAPE, 1000, signal="dot")


def test_siren_of_the_papers_budget_is_256_wide() -> None:
    for channels, target in ((1, 198_401), (3, 198_915)):
        siren = Siren(architecture="siren", width=10)
        found = match(siren, (1, 512, 512, channels), target, field="siren", signal="camera")
        assert (found.network.width, found.parameters, found.deviation) == (256, target, 0)


def rates(**psnr: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"field": field, "signal": "dot", "learning_rate": rate, "psnr": value}
            for field, values in psnr.items()
            for rate, value in zip([1e-3, 1e-2, 1e-1], values, strict=True)
        ]
    )


def test_the_best_rate_is_chosen_and_an_edge_is_flagged() -> None:
    results = rates(b=[20.0, 25.0, np.nan], a=[20.0, 20.0, 10.0], c=[1.0, 2.0, 3.0])
    chosen, table = choose(results)
    assert list(chosen["field"]) == ["a", "b", "c"]
    assert list(chosen["learning_rate"]) == [1e-3, 1e-2, 1e-1]
    assert list(chosen["edge"]) == ["lowest", "", "highest"]
    assert len(table) == 9 and table["chosen"].sum() == 3
    assert list(table.loc[table["chosen"], "psnr"]) == [20.0, 25.0, 3.0]


def test_a_search_that_is_not_fair_or_found_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="finite PSNR of field a on signal dot"):
        choose(rates(a=[np.nan] * 3))
    with pytest.raises(InputError, match="for field b on signal dot as for the others"):
        choose(rates(a=[1.0, 2.0, 3.0], b=[1.0, 2.0, 3.0]).iloc[:-1])
    with pytest.raises(InputError, match="two of field a, signal dot, learning_rate"):
        choose(pd.concat([rates(a=[1.0, 2.0, 3.0])] * 2))
    with pytest.raises(InputError, match="found 2 from"):
        grid(points=2)


def test_the_grid_has_equal_ratios() -> None:
    found = grid()
    assert (found[0], found[-1], len(found)) == (3e-4, 3e-2, 7)
    np.testing.assert_allclose(np.diff(np.log10(found)), 1 / 3, atol=0.02)


def results(*values: list[float], signal: str = "dot", measure: str = "psnr") -> pd.DataFrame:
    rows = [
        {"signal": signal, "field": "abcdef"[f], "seed": s, measure: v}
        for f, some in enumerate(values)
        for s, v in enumerate(some)
    ]
    return pd.DataFrame(rows)


def test_means_and_intervals_are_students() -> None:
    values = [20.0, 21.5, 23.0, 20.5]
    row = summarise(results(values, [5.0], [2.0, 2.0])).set_index("field")
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    np.testing.assert_allclose(
        row.loc["a", ["n", "mean", "sd", "low", "high"]].to_numpy(dtype=float),
        [4, 21.25, np.std(values, ddof=1), low, high],
    )
    assert row.loc["b", ["sd", "low", "high"]].isna().all() and row.loc["b", "n"] == 1
    assert row.loc["c", "sd"] == 0 and row.loc["c", ["low", "high"]].isna().all()


def test_fields_are_compared_by_the_seeds_they_share() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(20, 1, 7), rng.normal(21, 1, 7)
    table = results(list(a), list(b), list(a[:2] + 1))
    found = compare(table.sample(frac=1, random_state=0).sort_values("field")).set_index(
        ["first", "second"]
    )
    row, d = found.loc[("a", "b")], a - b
    t = d.mean() / (d.std(ddof=1) / np.sqrt(7))
    assert row["t"] == pytest.approx(t)
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(t), 6))
    assert row["difference"] == pytest.approx(d.mean())
    assert (row["low"] + row["high"]) / 2 == pytest.approx(d.mean())
    assert row["p_wilcoxon"] == pytest.approx(signed_rank(d))
    assert found.loc[("b", "c"), "n"] == 2 and np.isnan(found.loc[("b", "c"), "p_wilcoxon"])
    same = found.loc[("a", "c")]  # 1 apart at both seeds, but for rounding
    assert same["difference"] == pytest.approx(-1)
    assert same[["low", "high", "t", "p", "p_holm"]].isna().all()


def signed_rank(d: np.ndarray) -> float:
    """Return the exact two-sided p: over all signs that the magnitudes could have had."""
    ranks = np.argsort(np.argsort(np.abs(d))) + 1
    sums = [np.dot(signs, ranks) for signs in product([0, 1], repeat=len(d))]
    seen = ranks[d > 0].sum()
    tails = [np.mean([s <= seen for s in sums]), np.mean([s >= seen for s in sums])]
    return min(1.0, 2 * min(tails))


@pytest.mark.parametrize(("n", "apart"), [(0, 0.0), (1, 0.0), (2, 0.0), (8, 0.0), (8, 0.1)])
def test_degenerate_pairs_are_undefined_and_silent(n: int, apart: float) -> None:
    values = np.linspace(20, 30, n)
    table = results(list(values), [*(values + apart), 2.0])
    if n == 0:  # nothing is shared
        table = pd.concat([table, results([3.0]).assign(seed=9)])
    row = compare(table).iloc[0]
    assert row["n"] == n
    assert row[["low", "high", "t", "p", "p_holm", "p_wilcoxon", "p_wilcoxon_holm"]].isna().all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1, allow_subnormal=False)), max_size=5))
def test_holm_is_the_closed_test_of_bonferroni(p: list[float | None]) -> None:
    known = [i for i, value in enumerate(p) if value is not None]
    families = [set(f) for n in range(1, 6) for f in combinations(known, n)]
    for i, adjusted in enumerate(holm(p)):
        if i not in known:
            assert adjusted is None
            continue
        wanted = max(min(1.0, len(f) * min(p[k] for k in f)) for f in families if i in f)
        assert adjusted == pytest.approx(wanted)


def test_holms_family_is_one_signal() -> None:
    rng = np.random.default_rng(1)
    some = results(*rng.normal(20, 1, (3, 4)).tolist())
    alone = compare(some)
    both = compare(pd.concat([some, some.assign(signal="line")]))
    np.testing.assert_allclose(both["p_holm"], [*alone["p_holm"]] * 2)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            results([1.0, np.nan]),
            "expected a finite psnr, found nan of signal dot, field a, seed 1",
        ),
        (pd.concat([results([1.0])] * 2), "two of signal dot, field a, seed 0"),
        (results([1.0]).drop(columns="seed"), r"found no \['seed'\]"),
        (results([1.0]).iloc[:0], "found no rows"),
    ],
)
def test_results_that_cannot_be_compared_are_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(InputError, match=message):
        compare(table)


def test_a_papers_own_picture_has_its_row_and_others_what_all_rows_agree_on() -> None:
    def told(signal: str) -> set[tuple[str, str]]:
        return {(order.higher, order.lower) for order in orders(OINR, signal)}

    coffee = ["mfn", "oinr", "wire", "siren"]  # 32.27, 32.04, 31.51, 29.91
    assert told("coffee") == set(combinations(coffee, 2))
    assert told("camera") == {("oinr", "siren"), ("wire", "siren"), ("mfn", "siren")}
    assert orders(OINR, "camera")[0].row == "every row"
    gain = {order.higher: order.reported for order in orders(OINR, "camera")}
    assert gain["wire"] == pytest.approx(31.46 - 30.39)  # the least of the five
    ties = {(order.higher, order.lower) for order in orders(INCODE_SSIM, "camera")}
    assert len(ties) == 2 and all(higher == "local_global_incode" for higher, _ in ties)
    ranks = {(order.higher, order.lower) for order in orders(AUDIO, "melody")}
    assert ranks == set(combinations(["local_global_siren", "siren", "siren_per_partition"], 2))
    assert all(len({tuple(row) for row in table.rows.values()}) == 1 for table in REPORTED)


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [
        ([1.0, 1.1, 0.9], "seen"),
        ([-1.0, -1.1, -0.9], "reversed"),
        ([1.0, -1.1, 0.9], "undecided"),
        ([1.0], "undecided"),
        ([1.0, 1.0], "undecided"),
    ],
)
def test_an_order_is_seen_by_the_paired_interval_over_seeds(
    gains: list[float], verdict: str
) -> None:
    base = [20.0, 25.0, 30.0][: len(gains)]  # seeds differ more than fields do
    table = results(
        base,
        [a + b for a, b in zip(base, gains, strict=True)],
        signal="rocket",
        measure="psnr_oinr",
    )
    methods = {"siren": "a", "wire": "b", "mfn": "unfitted"}
    found = verdicts(table, {"rocket": "image"}, methods)
    assert len(found) == 1
    row = found.iloc[0]
    assert (row["higher"], row["lower"], row["row"]) == ("wire", "siren", "rocket")
    assert (row["verdict"], row["n"]) == (verdict, len(gains))
    assert row["difference"] == pytest.approx(np.mean(gains))
    assert verdicts(table, {"rocket": "audio"}, methods).empty


KINDS = {
    "image": (1, 9, 12, 3),
    "video": (3, 8, 8, 2),
    "audio": (1, 1, 64, 2),
    "volume": (6, 7, 8, 1),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_spectrums_power_is_the_mean_square(kind: str) -> None:
    values = np.random.default_rng(0).normal(size=KINDS[kind]).astype(np.float32)
    found = spectrum(values, kind)
    power = (found["power"] * found["coefficients"]).sum()
    assert power == pytest.approx((values.astype(np.float64) ** 2).mean())
    assert found["frequency"].is_monotonic_increasing
    assert found["frequency"].iloc[-1] <= np.sqrt(3) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_wave_stands_at_its_frequency(kind: str) -> None:
    z, y, x, c = (32 if side > 1 else 1 for side in KINDS[kind])
    places = np.arange(x) if x > 1 else np.zeros(1)
    wave = np.sin(2 * np.pi * 5 / 32 * places)
    found = spectrum(np.broadcast_to(wave[None, None, :, None], (z, y, x, c)).copy(), kind)
    loudest = found.loc[found["power"].idxmax()]
    assert loudest["frequency"] == pytest.approx(5 / 32, abs=0.5 / 32)
    assert loudest["power"] * loudest["coefficients"] == pytest.approx(0.5)


def test_spectra_of_a_long_wave_share_their_rings_and_an_error_has_its_own() -> None:
    rng = np.random.default_rng(0)
    truth, painted = rng.normal(size=(2, 1, 1, 3000, 1))
    found = spectra(truth, painted, "audio")
    assert list(found.columns) == ["frequency", "coefficients", "signal", "painted", "error"]
    assert found["coefficients"].sum() == 3000 and len(found) == 257
    error = (found["error"] * found["coefficients"]).sum()
    assert error == pytest.approx(((painted - truth) ** 2).mean())
    with pytest.raises(InputError, match="more than one sample"):
        spectrum(truth[:, :, :1], "audio")
