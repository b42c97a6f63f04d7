"""The study `restoration`: it runs, runs nothing twice, and a change reruns its own task alone."""

from typing import Any

import pandas as pd
import pytest

from workflow.folders import Folder

pytestmark = [pytest.mark.xdist_group("restoration"), pytest.mark.slow]
TASKS = {name: {"fields": ["siren-low", "oinr-low"]} for name in ("denoise", "superresolution")}
PAIR = {"task": "denoise", "first": "oinr-low", "second": "siren-low"}
CLAIMS: dict[str, list] = {
    "comparable_restoration": [PAIR],
    "local_global_helps": [],
    "beats_classical": [PAIR | {"second": "classical"}],
    "oracle_flatters": [],
}
SCORED = {"restoration_tables", "restoration_claims", "figure_restoration_scores"}
AFTER_FITS = SCORED | {"figure_restoration_curves", "figure_restoration_pictures"}


def small(**change: Any) -> dict[str, Any]:
    """Two tasks, two fields, one seed, and a change of the study's block."""
    tasks = {**TASKS, "tomography": {"fields": ["siren-low", "oinr-low"]}}
    block = {"only": [*TASKS], "seeds": [0], "tasks": tasks, "claims": CLAIMS}
    return {"restoration": block | change}


def pending(folder: Folder, change: dict[str, Any]) -> list[list[str]]:
    """Return the rows of the summary that would be made again."""
    return [row for row in folder.rows("restoration", change) if row[5] != "no update"]


def rules(rows: list[list[str]]) -> set[str]:
    """Return the rules of some rows."""
    return {row[2] for row in rows}


@pytest.fixture(scope="module")
def done(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a folder in which the two tasks were run."""
    folder = fresh.copy(tmp_path_factory.mktemp("restoration") / "done")
    code, said = folder.run("--cores", "2", "--", "restoration", change=small())
    assert code == 0, said
    return folder


def test_the_study_leaves_what_it_promises_and_nothing_to_be_done(done: Folder) -> None:
    results = done.path / "results/restoration"
    made = {path.relative_to(results / "figures").as_posix() for path in results.rglob("*.png")}
    assert made == {"scores.png", "curves.png", *(f"pictures/{name}.png" for name in TASKS)}
    fits = pd.read_csv(results / "tables/fits.csv")
    assert set(fits["task"]) == {*TASKS}
    of_fields = fits[fits["kind"] == "field"]
    assert set(of_fields["selection"]) >= {"fixed", "blind", "oracle"}  # never only the last
    claims = pd.read_csv(results / "claims.csv")
    assert set(claims[claims["claim"] != "local_global_helps"]["verdict"]) == {"undecided"}
    code, said = done.run("-n", "--", "restoration", change=small())
    assert code == 0
    assert "Nothing to be done" in said


def test_options_of_a_figure_redraw_it_alone(done: Folder) -> None:
    for figure, change in {"curves": {"logarithmic": False}, "pictures": {"zoom": 2.0}}.items():
        rows = pending(done, small(figures={figure: change}))
        assert rules(rows) == {f"figure_restoration_{figure}"}


def test_other_pairings_rewrite_the_ledger_alone(done: Folder) -> None:
    other = {"first": "siren-low", "second": "oinr-low"}
    claims = CLAIMS | {"comparable_restoration": [PAIR | other]}
    assert rules(pending(done, small(claims=claims))) == {"restoration_claims"}


def test_a_new_seed_leaves_the_fits_of_the_others(done: Folder) -> None:
    rows = pending(done, small(seeds=[0, 1]))
    # classical methods restore the measurements of every seed in one job
    wanted = AFTER_FITS | {"restoration_fit", "restoration_classical"}
    assert rules(rows) == wanted
    assert {row[0].split("/")[5] for row in rows if row[2] == "restoration_fit"} == {"1"}


def test_a_longer_task_refits_no_other(done: Folder) -> None:
    tasks = small()["restoration"]["tasks"]
    tasks |= {"denoise": tasks["denoise"] | {"steps": 4}}
    rows = pending(done, small(tasks=tasks))
    assert rules(rows) == AFTER_FITS | {"restoration_fit"}
    fitted = {row[0].split("/")[3] for row in rows if row[2] == "restoration_fit"}
    assert fitted == {"denoise"}
