"""kill -9 in the middle of a run: nothing torn is left, and the run resumes to the same bytes."""

import subprocess

import pytest

from workflow.folders import Folder
from workflow.kills import kill_when

pytestmark = pytest.mark.xdist_group("workflow")


@pytest.fixture(scope="module")
def killed(finished: Folder) -> Folder:
    """Return the folder of a run whose processes were all killed in the middle of a fit."""
    # from the finished one, because that has numba's compiled code
    folder = finished.copy(finished.path.with_name("killed"), results=False)
    command = folder.command("--cores", "2", "--", "xinc")
    kill_when(lambda: bool(begun(folder)), folder, command)
    return folder


def begun(folder: Folder) -> set[str]:
    """Return the fits that have begun with their steps."""
    logs = folder.path.glob("results/logs/fit/*/ffn/0.log")
    done = [log.parts[-3:-1] for log in logs if "members 0-2:" in log.read_text()]
    return {f"fits/{name}/{field}/0/fit.safetensors" for name, field in done}


@pytest.fixture(scope="module")
def left(killed: Folder) -> dict[str, str]:
    """Return what the kill left, after making sure that it hit a fit."""
    found = killed.digests()
    assert begun(killed) - set(found)
    return found


@pytest.fixture(scope="module")
def resumed(killed: Folder, left: dict[str, str]) -> Folder:
    """Return the killed folder after unlocking it and running it to its end."""
    code, said = killed.run("--cores", "2", "--", "xinc")
    assert code == 1
    assert "--unlock" in said
    code, said = killed.run("--unlock")
    assert code == 0, said
    code, said = killed.run("--cores", "2", "--", "xinc")
    assert code == 0, said
    return killed


def test_a_kill_leaves_whole_files_alone(left: dict[str, str], finished: Folder) -> None:
    whole = finished.digests()
    assert {name: whole.get(name) for name in left} == left


def test_a_killed_and_resumed_run_gives_the_bytes_of_an_undisturbed_one(
    resumed: Folder, finished: Folder
) -> None:
    ours, theirs = resumed.digests(), finished.digests()
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert resumed.pending() == set()


def test_what_a_killed_job_was_writing_goes_with_its_rerun(copy: Folder) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    digest = copy.path / "results/canvases/street/ffn/0/canvas.json"
    part = digest.with_name(f".canvas.{dead.pid}.part.zarr")
    part.mkdir()
    digest.unlink()
    code, said = copy.run("--cores", "2", "--", "results/canvases/street/ffn/0/canvas.json")
    assert code == 0, said
    assert not part.exists()
