"""What bad input must end in, and good input to spoil."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.__main__ import main
from inrflow.signals.signal import Signal
from laws.fields import noise


@pytest.fixture
def refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a stage that must fail; return the one line that it writes."""

    def run(stage: str, params: Any, **paths: Path) -> str:
        text = params if isinstance(params, str) else json.dumps(params)
        arguments = [f"--{name}={path}" for name, path in paths.items()]
        before = set(tmp_path.rglob("*"))
        capsys.readouterr()
        code = main([stage, "--params", text, *arguments])
        error = capsys.readouterr().err
        # a progress bar ends in a carriage return
        lines = [line.rpartition("\r")[2] for line in error.split("\n") if line]
        assert code == 1 and "Traceback" not in error
        assert len(lines) == 1 and lines[0].startswith("inrflow: error: "), error
        made = set(tmp_path.rglob("*")) - before
        assert not [p for p in made if p.is_file()], made
        return lines[0]

    return run


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """Two frames of 8 x 12 px."""
    path = tmp_path / "frames.safetensors"
    Signal(noise(2, 8, 12, 3), np.arange(2.0), {}).write(path)
    return path
