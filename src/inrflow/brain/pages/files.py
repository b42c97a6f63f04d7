"""Where a cohort's outputs lie, as links from its report."""

from typing import Any

from inrflow.brain.pages.html import link, section, words
from inrflow.config.brain.claims import ORIGINAL

OF_A_TEST = (
    "t.nii.gz; p.nii.gz and p_reverse.nii.gz (uncorrected, first or second group larger); "
    "p_fwe.nii.gz and p_fwe_reverse.nii.gz; mask.nii.gz; anatomy.nii.gz; clusters and tests, as "
    "csv and parquet"
)


def links(params: dict[str, Any]) -> str:
    """Return links to what is looked at besides this page."""
    there = [link("../claims.html", "claims of the set, with verdicts")]
    if params["tested"]:
        there.insert(0, link("viewer/index.html", "maps, slice by slice"))
    return f"<p>{' &middot; '.join(there)}</p>"


def pictures(params: dict[str, Any]) -> str:
    """Return the figures of the cohort and its set, shown from where they lie."""
    slices = f"../figures/slices/{params['name']}.png"
    shown = {f"slices of {params['name']}": slices, "scores": "../figures/scores.png"}
    if params["tested"]:
        shown = {
            f"maps of {params['name']}": f"../figures/maps/{params['name']}.png",
            **shown,
            "agreement": "../figures/agreement.png",
        }
    images = "\n".join(
        f"<p><img loading='lazy' src='{path}' alt='figure {name}: {path}'></p>"
        for name, path in shown.items()
    )
    text = "They lie beside this page, not in it: copy the folder, not the page alone."
    return section("Figures", words(text), images)


def files(params: dict[str, Any]) -> str:
    """Return links to folders of volumes and maps, and to tables."""
    tests = [[ORIGINAL, [ORIGINAL]], *params["tested"]] if params["tested"] else []
    maps = [f"group/{drop}/{name}/" for drop, methods in tests for name in methods]
    painted = [f"imputed/{drop}/{name}/" for drop, _ in params["drops"] for name in params["order"]]
    tables = ["scores.csv", "scores.parquet", "summary.csv", "table3.csv"]
    if params["tested"]:
        tables += ["agreement.csv", "agreement.parquet", "agreement_summary.csv"]
    scans = [f"../../cohorts/{params['name']}/scans/"]
    clinical = [f"dropped/{drop}/" for drop, _ in params["drops"]]
    return section(
        "Files",
        words("Volumes are NIfTI, in mm, on the scans' own grid and in their intensities."),
        _listed("scans and masks as read", scans),
        _listed("clinical scans: measured slices alone", clinical),
        _listed("imputed volumes", painted),
        _listed(f"maps of a test: {OF_A_TEST}", maps),
        _listed("tables of the set", [f"../tables/{name}" for name in tables]),
    )


def _listed(title: str, paths: list[str]) -> str:
    if not paths:
        return ""
    every = ", ".join(link(path, path) for path in paths)
    return f"<details><summary>{title}</summary>\n<p>{every}</p>\n</details>"
