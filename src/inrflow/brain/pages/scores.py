"""How near imputed volumes come to the truth, and how far maps agree: tables of the report."""

from typing import Any

import pandas as pd

from inrflow.brain.pages.html import folded, section, table, words

KEY = ["drop", "method"]
MEASURES = {
    "correlation": ("correlation of t", ".2f"),
    "sensitivity": ("clusters found again", ".0%"),
    "spurious": ("clusters of its own", ".0f"),
    "sensitivity_fwe": ("family-wise clusters found again", ".0%"),
    "nearest_peak_first": ("nearest peak (mm)", ".0f"),
    "same_direction": ("same direction", ".0%"),
    "true_regions_found": ("true regions found", ".0%"),
    "true_voxels_found": ("true voxels found", ".0%"),
    "false_clusters": ("false clusters", ".0f"),
}
NOTES = (
    "Maps are of whole volumes, measured slices among them. Clusters are of {extent} voxels at "
    "least, of uncorrected p below {height:g}; family-wise ones of any size, of p at most "
    "{level:g}. Found again: the share of the original's clusters that one of the imputed map's of "
    "the same direction meets; of its own: those that meet none. Nearest peak: from the original's "
    "largest where {first} is larger to the nearest one that the imputed map lists; empty where it "
    "lists none. True regions, of made cohorts alone: where the smoothed true difference is above "
    "{true_share:.0%} of its largest; false: farther than {tolerance:g} mm from where it is above "
    "{weak_share:.0%}. Empty otherwise: the original has nothing to be found. One cohort is one "
    "draw: verdicts, and intervals over cohorts, are in the claims."
)


def scores(rows: pd.DataFrame, linear: str | None) -> str:
    """Return errors of unseen slices in the mask, beside linear interpolation's.

    Args:
        rows: of the cohort: drop, method, subject, part, region, mse, psnr, ssim.
        linear: name of linear interpolation; None: there is none.
    """
    inside = rows[rows["region"] == "mask"]
    unseen = inside[inside["part"] == "unseen"]
    means = unseen.groupby(KEY, sort=False)[["mse", "psnr", "ssim"]].mean()
    found = means.assign(
        sd=unseen.groupby(KEY, sort=False)["psnr"].std(),
        less=_less(unseen, linear),
        n=unseen.groupby(KEY, sort=False)["subject"].nunique(),
        whole=inside[inside["part"] == "whole"].groupby(KEY, sort=False)["psnr"].mean(),
    ).reset_index()
    shown = found[[*KEY, "n", "mse", "psnr", "sd", "less", "ssim", "whole"]].rename(
        columns={
            "n": "subjects", "mse": "MSE", "psnr": "PSNR (dB)", "sd": "sd",
            "less": "less linear (dB)", "ssim": "SSIM", "whole": "PSNR, whole volume (dB)",
        }
    )  # fmt: skip
    formats = {
        "subjects": "d", "MSE": ".2e", "PSNR (dB)": ".2f", "sd": ".2f",
        "less linear (dB)": "+.2f", "SSIM": ".3f", "PSNR, whole volume (dB)": ".2f",
    }  # fmt: skip
    text = (
        "Slices between measured ones, in the brain mask; intensities from 0 to 1 of each scan's "
        "range. Means over subjects; less linear: over the subjects that both have."
    )
    return section("Unseen slices", words(text), table(shown, formats))


def _less(unseen: pd.DataFrame, linear: str | None) -> pd.Series:
    """Return (drop, method) -> mean over subjects of PSNR less that of linear interpolation."""
    lines = unseen[unseen["method"] == linear][["drop", "subject", "psnr"]]
    both = unseen.merge(lines, on=["drop", "subject"], suffixes=("", "_linear"))
    both = both.assign(less=both["psnr"] - both["psnr_linear"])
    return both[both["method"] != linear].groupby(KEY, sort=False)["less"].mean()


def agreement(rows: pd.DataFrame, told: dict[str, Any]) -> str:
    """Return how far the imputed maps agree with the original ones.

    Args:
        rows: drop, method, measure, threshold, value.
        told: what `NOTES` names.
    """
    plain = rows[rows["measure"].isin(list(MEASURES))]
    wide = _wide(plain, "measure").reindex(columns=list(MEASURES)).dropna(axis=1, how="all")
    heads = {name: head for name, (head, _) in MEASURES.items()}
    formats = dict(MEASURES.values())
    dice = _wide(rows[rows["measure"] == "dice"], "threshold")
    dice.columns = [f"|t| > {threshold:g}" for threshold in dice]
    return section(
        "Does the difference survive",
        words(NOTES.format(**told)),
        table(wide.rename(columns=heads).reset_index(), formats),
        folded(
            "Dice of the voxels above a threshold, original and imputed",
            table(dice.reset_index(), dict.fromkeys(dice, ".2f")),
            True,
        ),
    )


def _wide(rows: pd.DataFrame, across: str) -> pd.DataFrame:
    """Return a row a (drop, method), in the order of the rows."""
    order = rows[KEY].drop_duplicates()
    wide = rows.pivot_table(index=KEY, columns=across, values="value", dropna=False)
    return wide.loc[pd.MultiIndex.from_frame(order)]
