"""Killing a run of the workflow, all of its processes at once."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from workflow.folders import Folder

PATIENCE = 120  # s


def kill_when(ready: Callable[[], bool], folder: Folder, command: list[str]) -> None:
    """Run a command in a folder and kill it as soon as it is ready, or where it ended itself."""
    with (folder.path / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=folder.path,
            env=folder.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_for(lambda: process.poll() is not None or ready())
    finally:
        with suppress(ProcessLookupError):  # it ended itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    wait_for(lambda: not alive(folder.path))


def alive(folder: Path) -> list[str]:
    """Return the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
        except OSError:
            continue
    return found


def wait_for(condition: Callable[[], bool], step: float = 0.01) -> None:
    """Wait until a condition holds; fail where it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(step)
