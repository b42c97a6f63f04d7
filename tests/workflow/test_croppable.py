"""The study `croppable`: it runs, runs nothing twice, and a change reruns its own part alone."""

from typing import Any

import pandas as pd
import pytest

from workflow.folders import Folder

pytestmark = [pytest.mark.xdist_group("croppable"), pytest.mark.slow]
EXTENSION = {"croppable_extension", "croppable_extension_tables", "figure_croppable_extension"}


def small(**change: Any) -> dict[str, Any]:
    """One group on one tiny picture, its extension, and a change of the study's block."""
    block = {
        "only": ["pictures", "extension"],
        "seeds": [0, 1],
        "extension": {"signals": ["camera"]},
    }
    return {"croppable": block | change}


@pytest.fixture(scope="module")
def done(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a folder in which the study was run."""
    folder = fresh.copy(tmp_path_factory.mktemp("croppable") / "done")
    code, said = folder.run("--cores", "2", "--", "croppable", change=small())
    assert code == 0, said
    return folder


def pending(folder: Folder, change: dict[str, Any]) -> set[str]:
    """Return the rules that would run again."""
    return {row[2] for row in folder.rows("croppable", change) if row[5] != "no update"}


def test_the_study_leaves_what_it_promises_and_nothing_to_be_done(done: Folder) -> None:
    results = done.path / "results/croppable"
    made = {path.stem for path in (results / "figures").glob("*.png")}
    assert made >= {"tables", "factors", "share", "crops", "rate", "extension", "seams"}
    claims = pd.read_csv(results / "claims.csv")
    assert set(claims["claim"]) >= {"surpasses_siren", "proportional", "extension", "distillation"}
    measured = claims[claims["claim"] != "proportional"]
    assert set(measured["verdict"]) == {"undecided"}  # two seeds of one picture decide nothing
    assert (results / "tables/tables.md").read_text().count("## Table") >= 5
    code, said = done.run("-n", "--", "croppable", change=small())
    assert code == 0
    assert "Nothing to be done" in said


def test_options_of_a_figure_redraw_it_alone(done: Folder) -> None:
    figures = {"factors": {"measure": "released"}}
    assert pending(done, small(figures=figures)) == {"figure_croppable_factors"}


def test_other_pairings_rewrite_the_ledger_alone(done: Folder) -> None:
    pair = {"table": "networks", "first": "siren-per-partition", "second": "siren"}
    assert pending(done, small(claims={"not_depth": [pair]})) == {"croppable_claims"}


def test_a_longer_extension_refits_nothing_else(done: Folder) -> None:
    extension = {"signals": ["camera"], "tune_steps": 4}
    assert pending(done, small(extension=extension)) == EXTENSION | {"croppable_claims"}
