"""The ledger as a page that opens offline."""

from html import escape

import pandas as pd

from inrflow.measures.verdicts import STYLE, VERDICTS

OWN_STYLE = """
body { max-width: 80em }
tr.claim td { border-top: 2px solid #999; font-weight: bold }
"""
NAMES = {
    "psnr": "PSNR",
    "psnr_minmax": "min-max PSNR (truth and painting each stretched from its own extremes)",
    "psnr_blind": "PSNR at the step chosen without the truth",
    "psnr_fixed": "PSNR at the last step",
    "psnr_oracle": "PSNR at the best step against the truth",
    "oracle_gain": "PSNR at the best step less that at the step chosen without the truth",
    "iou": "IoU",
    "seconds": "seconds",
    "snr_in_silence": "SNR in silence",
    "memory_of_fit_mib": "memory of the fit",
    "seam_ratio": "seam ratio",
    "psnr_unseen": "PSNR of unseen slices in the mask",
    "psnr_lost": "PSNR lost of unseen slices in the mask",
    "correlation": "correlation of t maps",
    "dice_3": "Dice of |t| > 3",
    "true_regions_found": "share of true regions found",
    "true_voxels_found": "share of true voxels found",
    "false_clusters": "false clusters",
    "true_regions_found_fwe": "share of true regions found, family-wise",
    "true_voxels_found_fwe": "share of true voxels found, family-wise",
    "false_clusters_fwe": "false clusters, family-wise",
}
EXPLAINED = (
    "A value is the mean difference, or ratio, of pairs of fits of one signal and one seed, or of "
    "single fits where no second is named; in brackets its 95 % interval (Student's t; ratios by "
    "their logarithm). A signal's interval is over its seeds and speaks of that signal alone; that "
    "of <i>all</i> is over the signals' means. A claim holds or fails if the whole interval lies "
    "on one side of what is claimed."
)
HEADS = ("first - second", "signal", "measure", "claimed", "value (95 % interval)", "verdict")


def as_html(rows: pd.DataFrame, paper: str, seeds: int, signals: int) -> str:
    """Return the page.

    Args:
        rows: of the ledger.
        paper: whose claims they are.
        seeds: fits of a signal without which nothing is decided on it.
        signals: signals without which nothing is decided on all.
    """
    explained = (
        f"{EXPLAINED} Fewer than {seeds} seeds, or {signals} signals, decide nothing. One interval "
        "in twenty misses, and there are many here. Seconds and memory are those of the machine "
        "that fitted, whatever else ran on it."
    )
    return page_of(rows, paper, explained)


def page_of(rows: pd.DataFrame, paper: str, explained: str) -> str:
    """Return a page whose values are explained in its own words.

    Args:
        rows: of the ledger.
        paper: whose claims they are.
        explained: what values, intervals and verdicts are, html.
    """
    nothing = (
        ""
        if len(rows)
        else "<p>No claim is paired with what was fitted here: <code>claims</code> of the study's "
        "configuration names the pairs.</p>\n"
    )
    body = "\n".join(_claim(part) for _, part in rows.groupby("claim", sort=False))
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    found = rows["verdict"].value_counts()
    counts = ", ".join(f"{found.get(name, 0)} {name}" for name in VERDICTS)
    return (
        "<!doctype html>\n<html lang='en'><meta charset='utf-8'>"
        f"<title>Claims of {escape(paper)}</title>\n"
        f"<style>{STYLE}{OWN_STYLE}</style>\n"
        f"<h1>What {escape(paper)} claims, and what these fits say</h1>\n"
        f"<p><b>{counts}.</b> {explained}</p>\n"
        f"{nothing}<table><tr>{heads}</tr>\n{body}\n</table></html>\n"
    )


def _claim(part: pd.DataFrame) -> str:
    first = part.iloc[0]
    head = f"{escape(first['statement'])} <small>({escape(first['source'])})</small>"
    rows = "\n".join(_row(row) for _, row in part.iterrows())
    return f"<tr class='claim'><td colspan='{len(HEADS)}'>{head}</td></tr>\n{rows}"


def _row(row: pd.Series) -> str:
    second = "" if pd.isna(row["second"]) else escape(str(row["second"]))
    pair = f"{escape(str(row['first']))}<br><small>{second}</small>"
    measure = NAMES.get(row["measure"], row["measure"])
    at = f" at equal {row['at']}" if row["at"] else ""
    signal = escape(str(row["signal"]))
    bound = f"{escape(str(row['bound']))} <small>{escape(str(row['unit']))}</small>"
    verdict = row["verdict"]
    return (
        f"<tr><td>{pair}</td><td>{signal}</td><td>{escape(measure)}{at}</td><td>{bound}</td>"
        f"<td class='number'>{_value(row)}</td><td class='{verdict}'>{verdict}</td></tr>"
    )


def _value(row: pd.Series) -> str:
    between = f" ({row['low']:.3g} to {row['high']:.3g})" if row["n"] > 1 else ""
    signals = f", {row['signals']:.0f} signals" if row["signals"] > 1 else ""
    return f"{row['value']:.3g}{between}<br><small>{row['n']:.0f} pairs{signals}</small>"
