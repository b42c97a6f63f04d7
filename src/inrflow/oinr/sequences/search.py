"""The workflow's stage `oinr-sequences-search`: one learning rate a method."""

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.config.oinr.sequences import Sequences
from inrflow.encoding.search import COLUMNS, choose, grid, tried
from inrflow.encoding.tables import write_csv
from inrflow.oinr.sequences.fit import fitted, quality_of, refuse_batch
from inrflow.oinr.sequences.frames import Split, split
from inrflow.oinr.sequences.methods import Method, begun, methods_of, with_rate
from inrflow.signals.signal import Signal


def search_rates(params: dict[str, Any], *, frames: Path, table: Path, chosen: Path) -> None:
    """Fit every method once a learning rate to all frames of a signal; the largest PSNR wins.

    Args:
        params: `sequences`: the part's options; `fields`: name -> network, recipe; `signal`: its
            name; `budget`, `steps`, `seed`: of the search; `rates`: of the study.
        frames: input, the signal.
        table: output, csv, one row a (method, rate): psnr (dB; empty where the fit diverged).
        chosen: output, csv, one row a method: learning_rate, psnr, edge (a better may lie beyond).
    """
    asked, signal = begun(params, frames)
    asked = asked.model_copy(update={"steps": params["steps"]})
    methods = methods_of(asked, params["fields"], signal.shape, params["signal"], params["budget"])
    whole = split(signal.shape[0], 1, True, params["signal"])
    refuse_batch(asked.batch, whole)
    rows = []
    for name, method in methods.items():
        reached = partial(_reached, method, signal, whole, asked, params["seed"])
        psnr = tried(grid(**params["rates"]), reached)
        rows += [[name, params["signal"], rate, value] for rate, value in psnr.items()]
    best, every = choose(pd.DataFrame(rows, columns=COLUMNS))
    write_csv(table, every.rename(columns={"field": "method"}))
    write_csv(chosen, best.rename(columns={"field": "method"}))


def _reached(
    method: Method, signal: Signal, frames: Split, asked: Sequences, seed: int, rate: float
) -> float:
    """Return the PSNR of the kept frames at a learning rate, dB."""
    painted = fitted(with_rate(method, rate), signal, frames, asked, seed)
    return quality_of(signal, painted.values, frames)["psnr_kept"]
