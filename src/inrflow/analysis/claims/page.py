"""The ledger as a page that opens offline."""

from html import escape

import pandas as pd

STYLE = """
body { font: 14px/1.4 sans-serif; margin: 2em; max-width: 75em; color: #222 }
table { border-collapse: collapse } th, td { padding: .3em .6em; text-align: left }
th { border-bottom: 2px solid #444 } td { border-bottom: 1px solid #ddd; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.holds { color: #00614a; font-weight: bold } .fails { color: #a33c00; font-weight: bold }
.undecided { color: #666 }
"""
HEADS = ["claim", "field", "definition", "measure", "claimed", "value", "95 %", "n", "verdict"]


def as_html(rows: pd.DataFrame, clips: int) -> str:
    """Return the page.

    Args:
        rows: of the ledger, all signals together.
        clips: clips without which nothing is decided.
    """
    body = "\n".join(_row(row) for row in rows.to_dict("records"))
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    return (
        "<!doctype html>\n<html lang='en'><meta charset='utf-8'><title>Claims of XINC</title>\n"
        f"<style>{STYLE}</style>\n<h1>What XINC claims, and what these fits say</h1>\n"
        "<p>One row per claim, field and definition. The unit is a fit (clip x seed); the interval "
        "is Student's t over the clips' means. A claim holds or fails if the whole interval lies "
        f"on one side of the bound; fewer than {clips} clips decide nothing. Neurons of one "
        "network are never units.</p>\n"
        f"<table><tr>{heads}</tr>\n{body}\n</table></html>\n"
    )


def _row(row: dict) -> str:
    plain = [f"{row['statement']} <small>({row['source']})</small>", *_texts(row)]
    cells = [f"<td>{text}</td>" for text in plain]
    interval = f"{row['low']:.2g} to {row['high']:.2g}"
    units = f"{row['n']} of {row['clips']} clips"
    cells += [f"<td class='number'>{t}</td>" for t in (f"{row['value']:.3g}", interval, units)]
    verdict = row["verdict"]
    return f"<tr>{''.join(cells)}<td class='{verdict}'>{verdict}</td></tr>"


def _texts(row: dict) -> list[str]:
    return [escape(str(row[key])) for key in ("field", "definition", "measure", "bound")]
