"""The workflow's stage `oinr-claims`: the ledger, from the tables of the parts."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.claims.ledger import ledger
from inrflow.encoding.claims.written import write_ledger
from inrflow.oinr.claims.claim import CLAIMS
from inrflow.oinr.claims.tables import READ

TITLE = "O-INR"


def decide_claims(
    params: dict[str, Any],
    *,
    claims: Path,
    page: Path,
    behaviour: list[Path] | None = None,
    summary: list[Path] | None = None,
    multiresolution: list[Path] | None = None,
    scattered: list[Path] | None = None,
    sequences: list[Path] | None = None,
    noise: list[Path] | None = None,
    derivatives: list[Path] | None = None,
    weights: list[Path] | None = None,
) -> None:
    """Write the ledger.

    Args:
        params: `claims`: name -> pairings; `enough`: seeds, signals.
        claims: output, csv: one row a (claim, pairing, measure, signal), and one for all signals.
        page: output, html.
        behaviour: input, csv, one row a fit.
        summary: input, csv, one row a signal and field.
        multiresolution: input, csv, one row a fit and size.
        scattered: inputs, csv, one row a fit.
        sequences: input, csv, one row a fit.
        noise: inputs, csv, one row a fit.
        derivatives: inputs, csv, one row a (fit, way, quantity, region, reference).
        weights: inputs, csv, one row a (comparison, matching).
    """
    parts = {
        "behaviour": behaviour,
        "summary": summary,
        "multiresolution": multiresolution,
        "scattered": scattered,
        "sequences": sequences,
        "noise": noise,
        "derivatives": derivatives,
        "weights": weights,
    }
    tables = {
        name: READ[name](pd.concat(map(pd.read_csv, paths), ignore_index=True))
        for name, paths in parts.items()
        if paths
    }
    rows = ledger(CLAIMS, tables, params["claims"], **params["enough"])
    write_ledger(list(rows), TITLE, params["enough"], claims, page)
