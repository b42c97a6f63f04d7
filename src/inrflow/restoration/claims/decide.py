"""The workflow's stage `restoration-claims`: the ledger, from the scores of all methods."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.claims.ledger import ledger
from inrflow.encoding.claims.written import write_ledger
from inrflow.restoration.claims.claim import CLAIMS
from inrflow.restoration.claims.tables import of_task

TITLE = "O-INR and Croppable INRs of restoration"


def decide_claims(params: dict[str, Any], *, fits: Path, claims: Path, page: Path) -> None:
    """Write the ledger.

    Args:
        params: `claims`: name -> pairings (task, first, second); `enough`: seeds, signals.
        fits: input, csv, one row a (task, signal, method, seed, selection).
        claims: output, csv: one row a (claim, pairing, measure, signal), and one for all signals.
        page: output, html.
    """
    results, pairings = pd.read_csv(fits), defaultdict(list)
    for name, pairs in params["claims"].items():
        pairings[name] = [{**one, "table": one["task"]} for one in pairs]
    tables = {task: of_task(results, task) for task in results["task"].unique()}
    rows = list(ledger(CLAIMS, tables, pairings, **params["enough"]))
    for row in rows:
        row.pop("task")
    write_ledger(rows, TITLE, params["enough"], claims, page)
