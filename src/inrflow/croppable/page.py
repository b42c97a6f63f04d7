"""The tables as a page of text, laid out as those of the paper."""

from typing import Any

import numpy as np
import pandas as pd

from inrflow.croppable.released import measure_of

ABOUT = """# Tables of the study `croppable`

Means ± standard deviations over all fits of a row (seeds, and signals where there are several).
PSNR and SSIM: data range 1, values clamped. Released: the measure of the paper's released code.
Cells + shared: parameters of all cells, and those that serve all of them (global network and
merge), which no crop removes. Seconds: of the optimiser's steps, on this machine.
"""


def laid_out(shown: list[pd.DataFrame], tables: list[dict[str, Any]]) -> str:
    """Return all tables as Markdown.

    Args:
        shown: the fits of each table, one row a fit, in the table's order of fields.
        tables: each name, title, paper.
    """
    parts = [ABOUT]
    for fits, table in zip(shown, tables, strict=True):
        head = f"## {titled(table)}\n\n{table['title'].capitalize()}"
        parts.append(f"{head} ({_of(fits)}).\n\n{_table(fits)}\n")
    return "\n".join(parts)


def titled(table: dict[str, Any]) -> str:
    """Return what a table is called: its place in the paper where it has one, and its name."""
    paper = table["paper"]
    if paper is None:
        return table["name"]
    return f"{f'Table {paper}' if paper.isdigit() else paper}: {table['name']}"


def sized(fits: pd.DataFrame) -> str:
    """Return the parameters of some fits as text: one number, or the least and the most."""
    least, most = fits["parameters"].min(), fits["parameters"].max()
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _of(fits: pd.DataFrame) -> str:
    """Return what was fitted."""
    signals, seeds, steps = (fits[name].unique() for name in ("signal", "seed", "steps"))
    named = ", ".join(map(str, steps))
    return f"{', '.join(signals)}; {len(seeds)} seeds; {named} steps; {sized(fits)} parameters"


def _table(fits: pd.DataFrame) -> str:
    released = measure_of(fits)
    head = ["field", "SSIM", "PSNR (dB)", f"released: {released.name}", "parameters"]
    head += ["cells + shared", "seconds", "decode (ms)"]
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for field, some in fits.groupby("field", sort=False):
        row = [field, spread(some, "ssim", 3), spread(some, "psnr", 2)]
        row += [spread(some, released.column, released.digits), sized(some)]
        row += [_parts(some), spread(some, "seconds", 2)]
        lines.append([*row, spread(some.assign(ms=1000 * some["decode_seconds"]), "ms", 1)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(fits: pd.DataFrame, measure: str, digits: int) -> str:
    """Return mean ± standard deviation of a measure as text; a dash where there is none."""
    values = fits[measure].dropna().to_numpy(np.float64) if measure in fits else np.empty(0)
    if not values.size:
        return "-"
    sd = f" ± {values.std(ddof=1):.{digits}f}" if values.size > 1 else ""
    return f"{values.mean():.{digits}f}{sd}"


def _parts(fits: pd.DataFrame) -> str:
    """Return cells' own parameters + shared ones, of the first fit; a dash without cells."""
    total, shared = fits["parameters"].iloc[0], fits["shared_parameters"].iloc[0]
    if np.isnan(float("nan") if shared is None else shared):
        return "-"
    return f"{total - int(shared):,} + {int(shared):,} ({shared / total:.1%})"
