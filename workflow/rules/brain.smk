"""What the rules of the study `brain` share: cohorts, subjects, parts, and where things lie.

A part is a number of subjects that one job works on.
"""

from functools import cache

from inrflow.brain.cohorts.found import columns, names

BRAIN = CONFIG.brain
COHORT = "results/brain/cohorts/{cohort}"
STUDIED = "results/brain/{set}/{cohort}"


# names of folders beside those of sets and of cohorts are neither
wildcard_constraints:
    set=r"(?!cohorts/)[A-Za-z0-9][A-Za-z0-9_-]*",
    cohort=r"(?!(?:tables|figures)/)[A-Za-z0-9][A-Za-z0-9_-]*",
    drop=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    method=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    part=r"\d+",


def cohort_of(wildcards):
    """Return the options of the cohort that a path names."""
    return _named(BRAIN.cohorts, "brain.cohorts", wildcards.cohort)


def set_of(wildcards):
    """Return the options of the set that a path names."""
    expect_covariates(wildcards.set)
    return _named(BRAIN.sets, "brain.sets", wildcards.set)


@cache
def expect_covariates(name):
    """Refuse covariates that a cohort does not tell, before anything is fitted."""
    one = BRAIN.sets.get(name)
    wanted = one.test.covariates if one is not None and one.test is not None else []
    for cohort in one.cohorts if wanted else []:
        told = _of_cohort(columns, cohort)
        if unknown := [column for column in wanted if column not in told]:
            raise WorkflowError(
                f"brain.sets.{name}.test.covariates: expected columns of the cohort {cohort} "
                f"({', '.join(told)}), found {', '.join(unknown)}"
            )


def drop_of(wildcards):
    """Return what a path says is dropped."""
    where = f"brain.sets.{wildcards.set}.drops"
    return _named(set_of(wildcards).drops, where, wildcards.drop)


def imputation_of(wildcards):
    """Return the method of imputation that a path names."""
    where = f"brain.sets.{wildcards.set}.methods"
    return _named(set_of(wildcards).methods, where, wildcards.method)


@cache
def subjects_in(cohort):
    """Return the names of a cohort's subjects, in their order."""
    return _of_cohort(names, cohort)


def _of_cohort(asked, cohort):
    """Return what a cohort's files tell, or end in one line that names it."""
    try:
        return asked(BRAIN.cohorts[cohort])
    except InputError as error:
        raise WorkflowError(f"brain.cohorts.{cohort}: {error}") from None


def parts_of(cohort, most=None):
    """Return the numbers of a cohort's parts, of those that hold its first subjects."""
    there = len(subjects_in(cohort)[:most])
    each = BRAIN.cohorts[cohort].subjects_per_job
    return [f"{n:03d}" for n in range(-(-there // each))]


def subjects_of_part(wildcards, most=None):
    """Return the names of a part's subjects, of the cohort's first ones."""
    each = _named(BRAIN.cohorts, "brain.cohorts", wildcards.cohort).subjects_per_job
    first = int(wildcards.part) * each
    return subjects_in(wildcards.cohort)[:most][first : first + each]


def fewer(*limits):
    """Return the smallest of some limits; None is none."""
    return min((limit for limit in limits if limit is not None), default=None)


def scans_of(cohort, most=None):
    """Return the folders of a cohort's scans."""
    return [f"results/brain/cohorts/{cohort}/scans/{p}" for p in parts_of(cohort, most)]


def imputed_of(name, cohort, drop, method):
    """Return the folders of a cohort's imputed volumes by one method of a set."""
    one = BRAIN.sets[name]
    most = fewer(one.drops[drop].subjects, one.methods[method].subjects)
    return [
        f"results/brain/{name}/{cohort}/imputed/{drop}/{method}/{part}"
        for part in parts_of(cohort, most)
    ]
