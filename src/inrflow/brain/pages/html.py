"""Parts of a page: tables, links, sections."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import pandas as pd

from inrflow.measures.verdicts import STYLE

OWN_STYLE = """
td.number, th.number { text-align: right } h2 { margin-top: 1.6em } .bad { color: #a33c00 }
img { max-width: 100%; border: 1px solid #ddd } summary { cursor: pointer; padding: .2em 0 }
th { position: static } td:first-child { white-space: nowrap }
p, ul { max-width: 60em } table { margin: .6em 0 1.2em }
"""


def page(title: str, parts: list[str]) -> str:
    """Return a page that opens offline."""
    body = "\n".join(parts)
    return (
        "<!doctype html>\n<html lang='en'><meta charset='utf-8'>"
        f"<title>{escape(title)}</title>\n<style>{STYLE}{OWN_STYLE}</style>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</html>\n"
    )


def section(title: str, *parts: str) -> str:
    """Return a part of the page under its title."""
    return f"<h2>{escape(title)}</h2>\n" + "\n".join(parts)


def words(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>"


def folded(title: str, contents: str, seen: bool) -> str:
    """Return what opens by a click on its title, open from the start where it is to be seen."""
    state = " open" if seen else ""
    return f"<details{state}><summary>{escape(title)}</summary>\n{contents}\n</details>"


def table(rows: pd.DataFrame, formats: Mapping[str, str]) -> str:
    """Return a table.

    Args:
        rows: its columns are the heads; text, or numbers of which NaN are left empty.
        formats: how a column's numbers are written; other columns are text.
    """
    ranged = {name: " class='number'" if name in formats else "" for name in rows}
    heads = "".join(f"<th{ranged[name]}>{escape(str(name))}</th>" for name in rows)
    lines = []
    for row in rows.to_dict("records"):
        cells = [
            f"<td{ranged[name]}>{_cell(value, formats.get(name))}</td>"
            for name, value in row.items()
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><tr>{heads}</tr>\n" + "\n".join(lines) + "\n</table>"


def link(path: str, text: str) -> str:
    """Return a link to a file, by its path from the page."""
    return f"<a href='{quote(path)}'>{escape(text)}</a>"


def _cell(value: object, form: str | None) -> str:
    if form is None:
        return escape(str(value))
    return "" if pd.isna(value) else escape(format(value, form))
