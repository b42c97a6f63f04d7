"""The workflow's stage `restoration-classical`: what a user would try first, on one picture."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from inrflow.config.check import check
from inrflow.config.restoration.task import Task
from inrflow.encoding.tables import write_csv
from inrflow.fitting.runtime import prepare
from inrflow.restoration.classical.references import references
from inrflow.restoration.fit import scores
from inrflow.restoration.problem import posed
from inrflow.signals.signal import Signal
from inrflow.signals.store import write_arrays

THREADS = 1


def restore_classically(
    params: dict[str, Any], *, frames: Path, table: Path, pictures: Path
) -> None:
    """Restore one picture by the classical methods of a task, from the measurements of all seeds.

    They see all measurements, those too that are held out from fields.

    Args:
        params: `task`; `seeds`.
        frames: input, the picture.
        table: output, csv, one row a (seed, method, selection): scores, seconds, settings (json).
        pictures: output, arrays SEED/METHOD/SELECTION, not clamped.
    """
    task = check(Task, params["task"], "restoration.tasks")
    prepare(THREADS)
    signal, rows, painted = Signal.read(frames), [], {}
    for seed in params["seeds"]:
        problem = posed(task, signal, seed, torch.device("cpu"))
        measured = problem.measured.numpy()
        for one in references(problem.operator, measured, problem.truth, seed):
            painted[f"{seed}/{one.method}/{one.choice}"] = one.picture.astype(np.float32)
            told = {"seed": seed, "method": one.method, "selection": one.choice}
            told |= scores(problem.truth, one.picture.astype(np.float32))
            settings = json.dumps(asdict(one)["settings"], sort_keys=True)
            rows.append(told | {"seconds": one.seconds, "settings": settings})
    write_csv(table, pd.DataFrame(rows))
    write_arrays(pictures, "restored", painted, {"unit": "signal units"})
