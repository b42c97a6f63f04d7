"""The workflow's stage `brain-report`: all there is to say of a cohort, on a page."""

from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.brain.agreement.tables import read_agreement
from inrflow.brain.pages import scores as numbers
from inrflow.brain.pages import subjects as people
from inrflow.brain.pages.clusters import NEAR, alone, compared
from inrflow.brain.pages.files import files, links, pictures
from inrflow.brain.pages.html import folded, page, section, words
from inrflow.brain.scan import read_subjects
from inrflow.config.brain.claims import ORIGINAL
from inrflow.io.atomic import write_text

WORDS = {"subject": str, "cohort": str, "drop": str, "method": str}


def write_report(
    params: dict[str, Any],
    *,
    scans: list[Path],
    scores: Path,
    groups: list[Path] | None = None,
    agreement: Path | None = None,
    report: Path,
) -> None:
    """Write the page.

    Pictures of other rules are shown from where they lie and are no part of it: a figure that is
    drawn anew changes nothing here.

    Args:
        params: `set` and `name` of the cohort; `cohort`, its options; `drops`: [name, options];
            `methods` by name, in `order`; `measured`; `linear`; `tested`: [drop, its methods];
            `test` and `agreement`, their options, the first None without a test.
        scans: input, folders of the cohort's parts.
        scores: input, csv of the set.
        groups: input, folders of tests: of the original, then of each drop.
        agreement: input, csv of the cohort.
        report: output, html.
    """
    every, table = read_subjects(scans), pd.read_csv(scores, dtype=WORDS)
    rows = table[table["cohort"] == params["name"]]
    parts = [
        people.about(params["cohort"]),
        links(params),
        people.subjects(every, params["cohort"]["select"]["groups"]),
        people.acquisition(params["drops"], rows),
        people.methods(params, rows),
        numbers.scores(rows, params["linear"]),
    ]
    if groups is not None and agreement is not None:
        parts += [_maps(params, groups), _agreement(params, agreement)]
    parts += [pictures(params), files(params)]
    title = f"Cohort {params['name']}, set {params['set']}"
    write_text(report, page(title, parts))


def _maps(params: dict[str, Any], groups: list[Path]) -> str:
    """Return what was tested, the original's clusters, and each imputed map's beside them."""
    whole = groups[0] / ORIGINAL
    test, own = pd.read_csv(whole / "tests.csv").iloc[0], pd.read_csv(whole / "clusters.csv")
    told = [words(_tested(test)), words(_chosen(test, params["test"]))]
    told.append(folded("the original's clusters", alone(own), True) if len(own) else words(NONE))
    told.append(words(BESIDE.format(near=NEAR)))
    for (drop, methods), folder in zip(params["tested"], groups[1:], strict=True):
        for name in methods:
            peaks = pd.read_csv(folder / name / "clusters.csv")
            field = params["methods"][name]["kind"] == "field"
            seen = field or name == params["linear"]
            told.append(folded(f"{drop}, {name}: {_count(peaks)}", compared(own, peaks), seen))
    return section("Difference between the groups", *told)


NONE = "The original has no cluster above the height."
BESIDE = (
    "Peaks of the imputed maps beside the original's: of the same direction and at most {near:g} "
    "mm apart, nearest ones first. An empty side: the map has no such peak."
)


def _count(peaks: pd.DataFrame) -> str:
    clusters = len(peaks.drop_duplicates(["direction", "cluster"]))
    return f"{clusters} cluster{'s' * (clusters != 1)}"


def _tested(test: pd.Series) -> str:
    """Return what was tested, by the row of a test."""
    first, second = test["first"], test["second"]
    left = f" {test['left_out']} without a usable scan or covariate." if test["left_out"] else ""
    return (
        f"Two-sample t of {test['voxels']} voxels in the mask, {first} ({test['n_first']}) less "
        f"{second} ({test['n_second']}), {test['df']} degrees of freedom; T is positive where "
        f"{first} is larger.{left} P is one-sided, by {test['permutations']} exchanges of the "
        f"subjects' groups, {'all that there are' if test['exact'] else 'drawn'}; family-wise by "
        "the largest T of each. Places in mm; up to three peaks a cluster."
    )


def _chosen(test: pd.Series, options: dict[str, Any]) -> str:
    """Return what whoever ran this has fixed before, and could have fixed otherwise."""
    covariates = ", ".join(options["covariates"]) or "none"
    return (
        f"Chosen in the configuration, not by the data: smoothing {options['smoothing']:g} mm "
        f"(full width at half maximum), covariates {covariates}, at most "
        f"{options['permutations']} permutations, height p < {options['height']:g} (|T| > "
        f"{test['height_t']:.2f}), {options['extent']} voxels a cluster at least. Groups were "
        "not matched: a difference in age or sex between them that is no covariate is part of T."
    )


def _agreement(params: dict[str, Any], path: Path) -> str:
    rows = read_agreement([path])
    rows = rows[rows["drop"] != ORIGINAL]
    told = params["agreement"] | {name: params["test"][name] for name in ("height", "extent")}
    return numbers.agreement(rows, told | {"first": params["cohort"]["select"]["groups"][0]})
