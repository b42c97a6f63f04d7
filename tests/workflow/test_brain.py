"""The study `brain`: it runs, runs nothing twice, and a change reruns what rests on it alone."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workflow.folders import Folder

pytestmark = [pytest.mark.xdist_group("brain"), pytest.mark.slow]
METHODS: dict[str, dict[str, Any]] = {
    "linear": {"kind": "interpolation", "how": "linear"},
    "oinr": {"kind": "field", "field": "brain-oinr", "steps": 2},
    "warm": {"kind": "field", "field": "brain-oinr", "steps": 2, "after": "oinr", "subjects": 1},
}
PAIR = {"first": "oinr", "second": "linear"}
CLAIMS: dict[str, list] = {
    "robust_to_missing": [{"first": "oinr"}],
    "beats_interpolation": [PAIR],
    "preserves_more": [PAIR],
}
TABLES = {"brain_scores", "brain_claims", "figure_brain_scores", "brain_report"}
OF_MAPS = {"brain_agreement_tables", "figure_brain_agreement"}
AFTER_TESTS = {"brain_agreement", "figure_brain_maps", "brain_viewer"} | OF_MAPS
FIGURES = {
    "figure_brain_scores": {"scores": {"masked": False}},
    "figure_brain_slices": {"slices": {"error": 0.5}},
    "figure_brain_maps": {"maps": {"threshold": 2.0}},
    "figure_brain_agreement": {"agreement": {"low": 3.0}},
    "brain_viewer": {"viewer": {"threshold": 2.0}},
}


def made(**change: Any) -> dict[str, Any]:
    """Return the options of a made cohort of three and three, in two parts."""
    options = {"source": "made", "each": 3, "resolution": 8, "seed": 0, "subjects_per_job": 3}
    return options | change


def tiny(more: Any = None, figures: Any = None, **change: Any) -> dict[str, Any]:
    """Return one set of one cohort, one gap, three methods; more cohorts; a change of the set."""
    cohorts = {"toy": made()} | (more or {})
    one = {
        "cohorts": ["toy"],
        "drops": {"gap-3": {"gap": 3}},
        "methods": METHODS,
        "search": {"steps": 2, "rates": {"points": 3}},
        "budget": 2000,
        "test": {"permutations": 20},
        "claims": CLAIMS,
    }
    sets = {"small": None, "tiny": one | change}
    return {"brain": {"only": ["tiny"], "cohorts": cohorts, "sets": sets, "figures": figures or {}}}


def pending(folder: Folder, change: dict[str, Any]) -> list[list[str]]:
    """Return the rows of the summary that would be made again."""
    return [row for row in folder.rows("brain", change) if row[5] != "no update"]


def rules(rows: list[list[str]]) -> set[str]:
    """Return the rules of some rows."""
    return {row[2] for row in rows}


@pytest.fixture(scope="module")
def done(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a folder in which the set was run."""
    folder = fresh.copy(tmp_path_factory.mktemp("brain") / "done")
    code, said = folder.run("--cores", "2", "--", "brain", change=tiny())
    assert code == 0, said
    return folder


def names(folder: Path, pattern: str) -> set[str]:
    """Return the files that a pattern finds, by their paths below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.glob(pattern)}


def test_the_study_leaves_what_it_promises_and_nothing_to_be_done(done: Folder) -> None:
    found = done.path / "results/brain/tiny"
    assert names(found / "figures", "**/*.png") == {
        "scores.png",
        "agreement.png",
        "slices/toy.png",
        "maps/toy.png",
    }
    assert names(found, "toy/group/*/[!.]*") == {
        "toy/group/original/original",
        "toy/group/gap-3/linear",
        "toy/group/gap-3/oinr",
    }
    of_six = {f"toy/imputed/gap-3/{name}/00{part}" for name in ("linear", "oinr") for part in "01"}
    of_one = "toy/imputed/gap-3/warm/000"  # the warm start is asked of one subject
    volumes = {path.rsplit("/", 1)[0] for path in names(found, "toy/imputed/**/*.nii.gz")}
    assert volumes == {*of_six, of_one}
    assert len(names(found, "toy/imputed/**/*.nii.gz")) == 6 + 6 + 1
    assert names(found, "toy/imputed/**/first.safetensors") == {
        f"{path}/first.safetensors" for path in volumes if "linear" not in path
    }
    scores = pd.read_csv(found / "tables/scores.csv")
    assert set(scores["method"]) == set(METHODS)
    pd.testing.assert_frame_equal(scores, pd.read_parquet(found / "tables/scores.parquet"))
    # a cohort alone decides nothing
    assert set(pd.read_csv(found / "claims.csv")["verdict"]) == {"undecided"}
    assert "<html" in (found / "toy/report.html").read_text()
    assert (found / "toy/viewer/index.html").is_file()
    code, said = done.run("-n", "--", "brain", change=tiny())
    assert code == 0
    assert "Nothing to be done" in said


@pytest.mark.parametrize("rule", FIGURES)
def test_options_of_a_figure_redraw_it_alone(rule: str, done: Folder) -> None:
    assert rules(pending(done, tiny(figures=FIGURES[rule]))) == {rule}


def test_other_claims_rewrite_the_ledger_alone(done: Folder) -> None:
    claims = CLAIMS | {"beats_interpolation": [{"first": "warm", "second": "linear"}]}
    assert rules(pending(done, tiny(claims=claims))) == {"brain_claims"}


def test_another_smoothing_repeats_the_tests_and_no_fit(done: Folder) -> None:
    rows = pending(done, tiny(test={"permutations": 20, "smoothing": 4.0}))
    again = {"brain_group", "brain_claims", "brain_report"}
    assert rules(rows) == AFTER_TESTS | again


def test_a_new_drop_leaves_what_others_left(done: Folder) -> None:
    rows = pending(done, tiny(drops={"gap-3": {"gap": 3}, "gap-4": {"gap": 4}}))
    new = {"brain_drop", "brain_search", "brain_impute", "brain_group"}
    assert rules(rows) == AFTER_TESTS | TABLES | new | {"figure_brain_slices"}
    made_anew = [row[0] for row in rows if row[2] in new]
    assert [path for path in made_anew if "/gap-4" not in path] == []


def test_a_new_cohort_leaves_the_files_of_the_other(done: Folder) -> None:
    rows = pending(done, tiny({"again": made(seed=1)}, cohorts=["toy", "again"]))
    assert rules(rows) >= {"brain_make", "brain_scans", "brain_impute", "brain_group"}
    of_toy = {row[2] for row in rows if "toy" in row[0]}
    assert of_toy == {"brain_report"}  # which shows the set's table of scores
