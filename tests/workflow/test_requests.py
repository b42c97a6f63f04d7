"""How a user asks for things, and what a wrong request is told."""

import re
import shlex
import sys
import zipfile
from pathlib import Path

import pytest

from workflow.folders import ROOT, SNAKEMAKE, Folder, of_fits, of_signal, of_signals

# a test is of one group: of two it would be of a third, whose worker makes the run once more
of_the_sources = pytest.mark.xdist_group("requests")
of_a_finished_run = pytest.mark.xdist_group("workflow")  # which one worker makes for all
FIGURE = "results/xinc/figures/grouping/clip.svg"
README = re.findall(r"^snakemake (.+?)\s*(?:#.*)?$", (ROOT / "README.md").read_text(), re.M)
COMMANDS = [command for command in README if "--report" not in command]
REFUSED = {
    "an unknown key": ({"xinc": {"clustres": 3}}, "xinc", "xinc.clustres", "'clusters'"),
    "an unknown nested key": (
        {"fields": {"ffn": {"network": {"widht": 3}}}},
        "xinc",
        "fields.ffn.network.widht",
        "'width'",
    ),
    "a wrong type": (
        {"fields": {"ffn": {"recipe": {"steps": "many"}}}},
        "xinc",
        "fields.ffn.recipe.steps",
        "integer",
    ),
    "an unknown field of the study": ({"xinc": {"fields": ["nerf"]}}, "xinc", "'nerf'", "'nerv'"),
    "an unknown reader": (
        {"signals": {"street": {"reader": "stret"}}},
        "xinc",
        "stret",
        "'street'",
    ),
    "an unknown signal in a path": (
        {},
        "results/xinc/figures/signal/stret.svg",
        "'stret'",
        "'street'",
    ),
    "an unknown field in a path": (
        {},
        "results/fits/street/sirne/0/fit.safetensors",
        "'sirne'",
        "'siren'",
    ),
    "strides that do not fit": (
        {"fields": {"nerv": {"network": {"strides": [2, 4]}}}},
        "xinc",
        "32x64 px",
        "16x32 px",
    ),
    "a covariate that nobody tells": (
        {"brain": {"only": ["small"], "sets": {"small": {"test": {"covariates": ["education"]}}}}},
        "brain",
        "brain.sets.small.test.covariates",
        "found education",
    ),
    "a budget too small": (
        {"encode": {"only": ["pictures"], "groups": {"pictures": {"budget": 100}}}},
        "encode",
        "field oinr, signal camera",
        "as its smallest member has, found 100",
    ),
    "an unknown stage": (
        {"tracing": {"stages": {"ffn": ["layer9"]}}},
        "xinc",
        "'layer9'",
        "'layer",
    ),
}


@of_the_sources
def test_the_copys_package_wins_over_the_installed_one(fresh: Folder) -> None:
    _, said = fresh.call([sys.executable, "-c", "import inrflow; print(inrflow.__file__)"])
    assert said.strip() == str(fresh.path / "src/inrflow/__init__.py")


@of_the_sources
def test_a_figure_asked_for_by_path_needs_its_own_signal_alone(fresh: Folder) -> None:
    own = of_signals("frames masks flow groupings figure_grouping", ["clip"])
    expected = own | of_fits("fit trace measures describe", ["clip"])
    assert fresh.pending(FIGURE) == expected


@of_the_sources
def test_signals_that_are_not_of_the_study_are_left_alone(fresh: Folder) -> None:
    heads = {"fields": ["nerv-identity"], "signals": ["street"]}
    jobs = fresh.pending(change={"xinc": {"signals": ["clip"], "heads": heads}})
    assert jobs == of_signal("clip")
    nowhere = {"xinc": {"signals": ["clip"], "heads": heads | {"signals": []}}}
    assert fresh.pending(change=nowhere) == of_signal("clip")


@of_the_sources
def test_edits_go_on_from_each_other(fresh: Folder) -> None:
    edits = {
        "part": {"signal": "clip", "field": "ffn", "seed": 0, "crop": {"cells": [0]}},
        "wide": {"of": "part", "extend": {"to": "street", "side": "right"}},
        "alone": {"signal": "clip", "field": "nerv", "seed": 0, "crop": {"cells": [0]}},
    }
    target = "results/edits/wide/decoded.png"
    code, said = fresh.run("-n", "--", target, change={"edits": edits})
    assert code == 0, said
    for rule in ("fit", "crop_edit", "extend_edit", "decode_edit"):
        assert re.search(rf"^{rule} +1$", said, re.M), said


@of_the_sources
def test_another_folder_takes_the_results(fresh: Folder, tmp_path: Path) -> None:
    options = ["--configfile", str(fresh.path / "config/smoke.yaml"), "--directory", str(tmp_path)]
    code, said = fresh.call([*SNAKEMAKE, "-n", *options, "--", "xinc"])
    assert code == 0, said
    assert "This was a dry-run" in said


@of_a_finished_run
def test_a_lost_figure_comes_back_with_the_same_bytes(copy: Folder) -> None:
    before = copy.digests()
    (copy.path / FIGURE).unlink()
    assert copy.pending(FIGURE) == {"figure_grouping clip"}
    code, said = copy.run("--cores", "2", "--", FIGURE)
    assert code == 0, said
    assert copy.digests() == before


@of_a_finished_run
def test_cores_after_resources_work(finished: Folder) -> None:
    code, said = finished.run("--resources", "gpu=1", "--cores", "2", "all", "-n")
    assert code == 0, said


@of_a_finished_run
def test_a_target_after_resources_is_read_as_a_resource(finished: Folder) -> None:
    code, said = finished.run("--cores", "2", "--resources", "gpu=1", "all", "-n")
    assert code == 1
    assert "Building DAG" not in said


@of_the_sources
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_of_the_readme_works(arguments: str, fresh: Folder, tmp_path: Path) -> None:
    folder = fresh.copy(tmp_path / "checkout")
    (folder.path / "my-overlay.yaml").write_text("seeds: [3]\n")
    code, said = folder.call([*SNAKEMAKE, "--dry-run", *shlex.split(arguments)])
    assert code == 0, said
    assert "This was a dry-run" in said


@of_a_finished_run
def test_the_report_of_the_readme_opens_offline(copy: Folder) -> None:
    (arguments,) = (command for command in README if "--report" in command)
    target, *options = shlex.split(arguments)
    code, said = copy.run(*options, "--", target)
    assert code == 0, said
    with zipfile.ZipFile(copy.path / options[1]) as archive:
        names = archive.namelist()
        (page,) = (name for name in names if name.endswith("report.html"))
        text = archive.read(page).decode()
    assert not re.search(r'(?:src|href)="https?://', text)
    assert "intensity" in text and "claims.html" in " ".join(names) + text


@of_the_sources
@pytest.mark.parametrize("wrong", REFUSED)
def test_refused_in_one_line_before_any_job_runs(wrong: str, fresh: Folder) -> None:
    change, target, found, expected = REFUSED[wrong]
    code, said = fresh.run("--cores", "2", "--", target, change=change)
    assert code == 1
    lines = [line for line in said.splitlines() if found in line and expected in line]
    assert len(lines) == 1, said
    assert "most recent call last" not in said
    assert not re.search('File ".*site-packages', said)
    assert not (fresh.path / "results").exists()
