"""The workflow's stage `croppable-claims`: the ledger, from every fit of the study."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.croppable.claims.claim import CLAIMS
from inrflow.croppable.claims.proportion import proportions
from inrflow.croppable.claims.tables import READ, courses_of, of_pair
from inrflow.croppable.stages_table import shown_in
from inrflow.encoding.claims.ledger import Pairing, ledger
from inrflow.encoding.claims.written import write_ledger

TITLE = "Croppable INRs"


def decide_claims(
    params: dict[str, Any],
    *,
    fits: Path,
    curves: Path,
    claims: Path,
    page: Path,
    extension: list[Path] | None = None,
    distillation: list[Path] | None = None,
    seams: list[Path] | None = None,
    rate: list[Path] | None = None,
) -> None:
    """Write the ledger.

    Args:
        params: `tables`: each name, group, fields; `claims`: name -> pairings; `enough`: seeds,
            signals.
        fits: input, csv, one row a fit of the groups.
        curves: input, parquet, their histories.
        claims: output, csv: one row a (claim, pairing, measure, signal), and one for all signals.
        page: output, html.
        extension: inputs, csv and parquet, its fits and their histories.
        distillation: input, csv.
        seams: input, csv.
        rate: inputs, csv: bytes against area of crops, one a signal.
    """
    every, histories = pd.read_csv(fits), pd.read_parquet(curves)
    tables = {one["name"]: shown_in(one, every) for one in params["tables"]}
    parts = {"extension": extension, "distillation": distillation, "seams": seams}
    tables |= {name: READ[name](*paths) for name, paths in parts.items() if paths}
    courses = courses_of(histories, params["tables"], extension)

    def timed(fitted: pd.DataFrame, pairing: Pairing) -> pd.DataFrame:
        course = courses.get(pairing["table"])
        return fitted if course is None else of_pair(fitted, course, pairing)

    rows = list(ledger(CLAIMS, tables, params["claims"], **params["enough"], timed=timed))
    for path in rate or []:
        rows += proportions(pd.read_csv(path))
    write_ledger(rows, TITLE, params["enough"], claims, page)
