"""The subjects of a cohort, wherever it comes from. Light: the workflow plans with it."""

from pathlib import Path

from inrflow.brain.cohorts import adni, bids, listed, people
from inrflow.brain.cohorts.chosen import chosen
from inrflow.brain.cohorts.subject import Subject
from inrflow.config.brain.cohort import Adni, Bids, Cohort, Listed, Made


def names(options: Cohort) -> list[str]:
    """Return the names of a cohort's subjects in their order; a made one need not exist yet.

    Raises:
        InputError: files that cannot be read, a selection that leaves a group empty.
    """
    if isinstance(options, Made):
        return [one.name for one in chosen(people.expected(options), options.select)]
    return [one.name for one in subjects(options, None)]


def columns(options: Cohort) -> list[str]:
    """Return what is told of a cohort's subjects, and may be a covariate of a test.

    Raises:
        InputError: as `names`.
    """
    if isinstance(options, Made):
        return ["age", "sex"]
    others = (column for one in subjects(options, None) for column in one.others)
    return list(dict.fromkeys(["age", "sex", "visit", *others]))


def subjects(options: Cohort, made: Path | None) -> list[Subject]:
    """Return the subjects of a cohort in the order of `names`, each with one scan.

    A scan that is not there is not left out: its `path` leads nowhere, so that whoever reads it
    reports the subject by name.

    Args:
        options: of the cohort.
        made: where a made cohort was written; others lie where their options say.

    Raises:
        InputError: files that cannot be read, a selection that leaves a group empty.
    """
    match options:
        case Made():
            if made is None:
                raise ValueError("a made cohort is read from the folder that it was written in")
            return subjects(people.folder(options, made), None)
        case Bids():
            return bids.subjects(options)
        case Adni():
            return chosen(adni.scans(options), options.select)
        case Listed():
            return chosen(listed.scans(options), options.select)
