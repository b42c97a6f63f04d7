"""A ledger's two files."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.encoding.claims.ledger import COLUMNS
from inrflow.encoding.claims.page import as_html
from inrflow.io.atomic import atomic_file, write_text


def write_ledger(
    rows: list[dict[str, Any]], paper: str, enough: dict[str, int], claims: Path, page: Path
) -> None:
    """Write a ledger as csv and as a page.

    Args:
        rows: of `ledger`.
        paper: whose claims they are.
        enough: `seeds` and `signals` without which nothing is decided.
        claims: output, csv.
        page: output, html.
    """
    table = pd.DataFrame(rows, columns=COLUMNS)
    write_both(table, as_html(table, paper, **enough), claims, page)


def write_both(table: pd.DataFrame, html: str, claims: Path, page: Path) -> None:
    """Write a ledger as csv, and the page that shows it."""
    with atomic_file(claims) as part:
        table.to_csv(part, index=False, float_format="%.4g")
    write_text(page, html)
