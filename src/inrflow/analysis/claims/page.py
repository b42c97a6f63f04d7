"""The ledger as a page that opens offline: definitions side by side."""

from html import escape

import pandas as pd

from inrflow.measures.verdicts import STYLE, VERDICTS

DEFINITIONS = {
    "corrected": "what we can defend, the default",
    "paper": "what the text of the paper says",
    "released": "what the authors' code computes, errors included",
}


def as_html(
    rows: pd.DataFrame, clips: int, left_out: list[tuple[str, str, int]], converged: float
) -> str:
    """Return the page.

    Args:
        rows: of the ledger, all signals together.
        clips: clips without which nothing is decided.
        left_out: (signal, field, seed) of the fits that did not converge.
        converged: their bound, PSNR in dB.
    """
    shown = [name for name in DEFINITIONS if name in set(rows["definition"])]
    groups = rows.groupby(["claim", "field"], sort=False)
    order = {claim: place for place, claim in enumerate(dict.fromkeys(rows["claim"]))}
    ordered = sorted(groups, key=lambda group: order[group[0][0]])
    body = "\n".join(_row(part.set_index("definition"), shown) for _, part in ordered)
    heads = ["claim", "field", "measure", "claimed", *shown]
    cells = "".join(f"<th>{head}</th>" for head in heads)
    return (
        "<!doctype html>\n<html lang='en'><meta charset='utf-8'><title>Claims of XINC</title>\n"
        f"<style>{STYLE}</style>\n<h1>What XINC claims, and what these fits say</h1>\n"
        f"{_explained(rows, clips, shown)}\n{_left_out(left_out, converged)}\n"
        f"<table><tr>{cells}</tr>\n{body}\n</table></html>\n"
    )


def _left_out(left_out: list[tuple[str, str, int]], converged: float) -> str:
    if not left_out:
        return ""
    names = ", ".join(f"{field} on {signal}, seed {seed}" for signal, field, seed in left_out)
    return (
        f"<p>Left out, because they did not reach {converged:g} dB (<code>xinc.converged</code>): "
        f"{escape(names)}. Train them longer, or lower it.</p>"
    )


def _explained(rows: pd.DataFrame, clips: int, shown: list[str]) -> str:
    if rows.empty:
        return "<p>No claim has a number.</p>"
    found = rows["verdict"].value_counts()
    counts = ", ".join(f"{found.get(name, 0)} {name}" for name in VERDICTS)
    meanings = "; ".join(f"<b>{name}</b>: {DEFINITIONS[name]}" for name in shown)
    return (
        f"<p><b>{counts}.</b> A cell is the value, in brackets its 95 % interval (Student's t over "
        "the clips' means; ratios by their logarithm), the number of fits and of clips, and the "
        "verdict: a claim holds or fails if the whole interval lies on one side of what is "
        f"claimed, and fewer than {clips} clips decide nothing. With a single clip the brackets "
        "are the range of its seeds, no interval. One interval in twenty misses, and there are "
        "many here. Neurons of one network are never units; clips of one made source vary as "
        f"their maker does, not as videos do.</p>\n<p>Definitions: {meanings}. All rows, "
        "signal by signal, are in claims.csv.</p>"
    )


def _row(part: pd.DataFrame, shown: list[str]) -> str:
    first = part.iloc[0]
    statement = f"{escape(first['statement'])} <small>({escape(first['source'])})</small>"
    plain = [statement, *(escape(str(first[key])) for key in ("field", "measure", "bound"))]
    cells = [f"<td>{text}</td>" for text in plain]
    cells += [_cell(part.loc[name]) if name in part.index else "<td>-</td>" for name in shown]
    return f"<tr>{''.join(cells)}</tr>"


def _cell(row: pd.Series) -> str:
    verdict = row["verdict"]
    between = f" ({row['low']:.3g} to {row['high']:.3g})" if row["n"] > 1 else ""
    return (
        f"<td class='number'>{row['value']:.3g}{between}<br>"
        f"<small>{_count(int(row['n']), 'fit')}, {_count(int(row['clips']), 'clip')}</small> "
        f"<span class='{verdict}'>{verdict}</span></td>"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
