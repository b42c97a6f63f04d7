"""What a finished run leaves: results, and beside each how it came to be."""

import json
import re

import pytest

from workflow.folders import Folder, job

pytestmark = pytest.mark.xdist_group("workflow")
LARGE = {
    "signals": {"street": {"height": 64, "width": 128}},
    "fields": {
        "ffn": {"network": {"width": 72}, "recipe": {"steps": 1}},
        "nerv": {
            "network": {"first_lattice": [4, 8], "strides": [4, 2, 2], "budget": 50000},
            "recipe": {"steps": 1},
        },
    },
    "tracing": {"frames": [0, 2]},
}


@pytest.fixture(scope="module")
def jobs(finished: Folder) -> dict[str, dict]:
    """Return the outputs and the log of every job."""
    found: dict[str, dict] = {}
    for output, _, rule, log, _, _ in finished.rows():
        entry = found.setdefault(job(rule, output), {"outputs": [], "log": log})
        entry["outputs"].append(output)
    return found


def test_every_job_has_a_log_and_a_benchmark(finished: Folder, jobs: dict) -> None:
    for entry in jobs.values():
        assert (finished.path / entry["log"]).is_file()
        benchmark = entry["log"].replace("/logs/", "/benchmarks/").replace(".log", ".tsv")
        assert (finished.path / benchmark).read_text().startswith("s\t")


def test_every_job_has_its_provenance(finished: Folder, jobs: dict) -> None:
    for name, entry in jobs.items():
        (path,) = (o for o in entry["outputs"] if o.endswith("provenance.json"))
        record = json.loads((finished.path / path).read_text())
        assert {"stage", "params", "versions", "platform", "git_commit", "seconds"} <= set(record)
        assert {"inrflow", "torch", "numpy", "zarr"} <= set(record["versions"])
        assert re.fullmatch("[0-9a-f]{16}", record["params"]["code"])
        stage = record["stage"].replace("-", "_")
        assert stage == name.split()[0].removeprefix("xinc_")


def test_provenance_of_a_fit_tells_how_to_repeat_it(finished: Folder) -> None:
    path = finished.path / "results/fits/clip/ffn/0/provenance.json"
    params = json.loads(path.read_text())["params"]
    assert params["seed"] == 0
    assert params["recipe"]["steps"] == 600
    assert params["network"]["architecture"] == "ffn"


def test_only_declared_outputs_are_left(finished: Folder, jobs: dict) -> None:
    declared = [finished.path / output for entry in jobs.values() for output in entry["outputs"]]
    results = finished.path / "results"
    aside = [results / "logs", results / "benchmarks"]
    for file in results.rglob("*"):
        if file.is_file() and not any(file.is_relative_to(folder) for folder in aside):
            assert any(file.is_relative_to(output) for output in declared), file
    assert not list(results.rglob("*.part*"))


def test_dry_run_foretells_the_size_of_canvases(copy: Folder) -> None:
    targets = [f"results/canvases/street/{field}/0/canvas.json" for field in ("ffn", "nerv")]
    _, said = copy.run("-n", "--", *targets, change=LARGE)
    foretold = dict(re.findall(r"tracing (\w+) on street, seed 0; (\d+) MB", said))
    code, said = copy.run("--cores", "2", "--", *targets, change=LARGE)
    assert code == 0, said
    for field in ("ffn", "nerv"):
        store = copy.path / f"results/canvases/street/{field}/0/canvas.zarr"
        real = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
        assert real > 10 * 10**6
        assert 0.95 * real <= int(foretold[field]) * 10**6 <= 1.05 * real + 10**6


def test_every_kind_of_result_is_there(finished: Folder) -> None:
    kinds = {name.rpartition(".")[2] for name in finished.digests()}
    assert {"safetensors", "parquet", "json", "csv", "html", "svg", "png"} <= kinds
