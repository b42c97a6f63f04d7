"""The study `oinr`: it runs, runs nothing twice, and a change reruns its own part alone."""

from typing import Any

import pandas as pd
import pytest

from workflow.folders import Folder

pytestmark = [pytest.mark.xdist_group("oinr"), pytest.mark.slow]
SEQUENCES = {
    "signals": ["street-sequence"],
    "seeds": None,
    "variants": {"released": {}},
    "baselines": ["siren-sequence"],
    "classical": ["linear"],
    "every": [3],
}
NOISE = {"signals": ["camera"], "seeds": [0], "search": None}
NUMBERS = {"table": "sequences", "first": "released", "second": "linear"}
AFTER_FITS = {"oinr_sequences_tables", "figure_oinr_sequences", "oinr_claims"}


def small(**change: Any) -> dict[str, Any]:
    """Two parts on one tiny signal each, and a change of the study's block."""
    block = {
        "only": ["sequences", "noise"],
        "seeds": [0, 1],
        "sequences": SEQUENCES,
        "noise": NOISE,
        "claims": {"sequences_interpolate": [NUMBERS]},
    }
    return {"oinr": block | change}


@pytest.fixture(scope="module")
def done(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a folder in which the two parts were run."""
    folder = fresh.copy(tmp_path_factory.mktemp("oinr") / "done")
    code, said = folder.run("--cores", "2", "--", "oinr", change=small())
    assert code == 0, said
    return folder


def pending(folder: Folder, change: dict[str, Any]) -> set[str]:
    """Return the rules that would run again."""
    return {row[2] for row in folder.rows("oinr", change) if row[5] != "no update"}


def test_the_study_leaves_what_it_promises_and_nothing_to_be_done(done: Folder) -> None:
    results = done.path / "results/oinr"
    made = {path.stem for path in (results / "figures").glob("*.png")}
    assert made == {"sequences", "noise_camera"}  # of the parts that are run, no other
    claims = pd.read_csv(results / "claims.csv")
    assert {"sequences_interpolate", "noise_replaces_levels"} <= set(claims["claim"])
    ran = claims[claims["claim"] == "sequences_interpolate"]
    assert set(ran["verdict"]) == {"undecided"}  # two seeds of one sequence decide nothing
    code, said = done.run("-n", "--", "oinr", change=small())
    assert code == 0
    assert "Nothing to be done" in said


def test_options_of_a_figure_redraw_it_alone(done: Folder) -> None:
    shown = SEQUENCES | {"figure": {"seed": 1}}
    assert pending(done, small(sequences=shown)) == {"figure_oinr_sequences"}


def test_other_pairings_rewrite_the_ledger_alone(done: Folder) -> None:
    other = NUMBERS | {"second": "siren-sequence"}
    assert pending(done, small(claims={"sequences_interpolate": [other]})) == {"oinr_claims"}


def test_a_new_seed_leaves_the_fits_of_the_others(done: Folder) -> None:
    rows = done.rows("oinr", small(seeds=[0, 1, 2]))
    again = [row for row in rows if row[5] != "no update"]
    assert {row[2] for row in again} == AFTER_FITS | {"oinr_sequences"}
    fitted = {row[0].split("/")[4] for row in again if row[2] == "oinr_sequences"}
    assert fitted == {"2"}


def test_a_longer_part_refits_nothing_else(done: Folder) -> None:
    wanted = {"oinr_noise", "figure_oinr_noise", "oinr_claims"}
    assert pending(done, small(noise=NOISE | {"steps": 4})) == wanted
