"""Who took part, what was measured of them, and by which methods it was completed."""

from typing import Any

import pandas as pd

from inrflow.brain.pages.html import folded, section, table, words

SOURCES = {
    "made": (
        "This cohort is made, not measured: every subject is nilearn's MNI152 template, warped "
        "smoothly, with wider ventricles and smaller, darker hippocampi in AD, a bias field, a "
        "gain and noise, in voxels of {resolution} mm. The template is a mean of many heads and "
        "smoother than a scan, which helps interpolation, and its disease is a formula: what holds "
        "here need not hold on scans. What it is good for: the true difference is known."
    ),
    "bids": "Scans of a BIDS folder, {path}.",
    "adni": "Scans of a download of the ADNI collection, {path}; subjects as {table} has them.",
    "table": "Scans of the table {path}.",
}
REGISTERED = (
    " Volumes are compared voxel by voxel as they lie: registration to a common space, skull "
    "stripping and correction of the bias field were left to whoever prepared the scans."
)


def about(cohort: dict[str, Any]) -> str:
    """Return what a cohort is, by its options."""
    text = SOURCES[cohort["source"]].format(**cohort)
    return words(text if cohort["source"] == "made" else text + REGISTERED)


def subjects(every: pd.DataFrame, groups: list[str]) -> str:
    """Return the subjects by group, the bad scans by name, and the list of all.

    Args:
        every: table of the cohort's subjects, usable or not.
        groups: in order.
    """
    used = every[every["status"] == "ok"]
    rows = [_group(name, used[used["group"] == name]) for name in groups]
    whole = table(pd.DataFrame(rows), {"subjects": "d", "age (years)": ".1f", "sd": ".1f"})
    bad = every[every["status"] != "ok"]
    told = "Every scan could be used."
    if len(bad):
        told = f"{len(bad)} of {len(every)} scans could not be used; nothing here rests on them:"
    parts = [whole, words(told)]
    if len(bad):
        parts.append(table(bad[["subject", "group", "reason"]], {}))
    listed = used[["subject", "group", "age", "sex", "visit", "path"]]
    parts.append(folded(f"all {len(used)} subjects used", table(listed, {"age": ".1f"}), False))
    return section("Subjects", *parts)


def _group(name: str, used: pd.DataFrame) -> dict[str, Any]:
    ages = used["age"].dropna()
    span = f"{ages.min():.0f} to {ages.max():.0f}" if len(ages) else "unknown"
    sexes = used["sex"].replace("", "unknown").value_counts()
    return {
        "group": name,
        "subjects": len(used),
        "age (years)": ages.mean(),
        "sd": ages.std(),
        "range": span,
        "sex": ", ".join(f"{count} {sex}" for sex, count in sexes.items()),
    }


def acquisition(drops: list[list[Any]], scores: pd.DataFrame) -> str:
    """Return what each drop (name, options) leaves of a scan; `missing` is the scores'."""
    missing = scores.groupby("drop")["missing"].mean()
    rows = [
        {
            "drop": name,
            "slices": drop["axis"],
            "every": f"{drop['gap']} slices",
            "first": drop["offset"],
            "measured thickness": f"{drop['thickness']} slice{'s' * (drop['thickness'] > 1)}",
            "missing": missing.get(name),
        }
        for name, drop in drops
    ]
    text = (
        "Whole scans were reduced to what a clinical acquisition would have; thick slices are "
        "means. Methods saw nothing else of them. The whole scans serve as the truth alone."
    )
    return section("What was measured", words(text), table(pd.DataFrame(rows), {"missing": ".1%"}))


def methods(options: dict[str, Any], scores: pd.DataFrame) -> str:
    """Return how volumes were completed, and the settings that fields were fitted with."""
    runs = scores.drop_duplicates(["drop", "method", "subject"])
    rows = []
    for name in options["order"]:
        told = options["methods"][name]
        some = runs[runs["method"] == name]
        by_drop = some.groupby("drop", sort=False)["learning_rate"].median().dropna()
        rates = dict.fromkeys(f"{rate:.1e}" for rate in by_drop)
        rows.append(
            {
                "method": name,
                "how": _how(told),
                "parameters": some["parameters"].max() if told["kind"] == "field" else None,
                "steps": some["steps"].max() if told["kind"] == "field" else None,
                "learning rate": ", ".join(rates),
                "s a subject": some["seconds"].mean(),
                "subjects": some["subject"].nunique(),
            }
        )
    formats = {"parameters": ",.0f", "steps": ".0f", "s a subject": ".2f", "subjects": "d"}
    return section("Methods", _kept(options["measured"]), table(pd.DataFrame(rows), formats))


def _kept(measured: str) -> str:
    kept = "as they were measured" if measured == "kept" else "as the method paints them"
    return words(
        f"Measured slices of one slice's thickness stand in the imputed volumes {kept}; of thicker "
        "ones all slices are the method's. Weights and batches are drawn "
        "from one seed; seconds are those of the machine, whatever else ran on it."
    )


def _how(method: dict[str, Any]) -> str:
    if method["kind"] == "interpolation":
        return f"{method['how']} interpolation along the axis"
    over = ", over linear interpolation" if method["over"] == "linear" else ""
    after = method["after"]
    start = "from initial weights" if after is None else f"from the first subject's by {after}"
    return f"field {method['field']}{over}, each subject's own, {start}"
