"""kill -9 in the middle of a run: nothing torn is left, and the run resumes to the same bytes."""

import pytest

from inrflow.signals.store import open_arrays
from workflow.folders import Folder

pytestmark = pytest.mark.xdist_group("workflow")


@pytest.fixture(scope="module")
def left(killed: Folder) -> dict[str, str]:
    """Return what the kill left, before anything is resumed."""
    return killed.digests()


@pytest.fixture(scope="module")
def resumed(killed: Folder, left: dict[str, str]) -> Folder:
    """Return the killed folder after unlocking it and running it to its end."""
    code, said = killed.run("--cores", "2", "--", "xinc")
    assert code == 1
    assert "--unlock" in said
    code, said = killed.run("--unlock")
    assert code == 0, said
    code, said = killed.run("--cores", "2", "--rerun-incomplete", "--", "xinc")
    assert code == 0, said
    return killed


def test_no_torn_file_is_left(killed: Folder, left: dict[str, str], finished: Folder) -> None:
    whole = finished.digests()
    assert {name: whole.get(name) for name in left} == left
    fits = {name for name in whole if name.endswith("/fit.safetensors")}
    assert fits - set(left)
    for name in (name for name in left if name.startswith("signals/") and "frames" in name):
        open_arrays(killed.path / "results" / name, "frames")


def test_a_killed_and_resumed_run_gives_the_bytes_of_an_undisturbed_one(
    resumed: Folder, finished: Folder
) -> None:
    ours, theirs = resumed.digests(), finished.digests()
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert resumed.pending() == set()


def test_a_run_of_the_same_config_covers_every_kind_of_result(finished: Folder) -> None:
    kinds = {name.rpartition(".")[2] for name in finished.digests()}
    assert {"safetensors", "parquet", "json", "csv", "svg", "png"} <= kinds
