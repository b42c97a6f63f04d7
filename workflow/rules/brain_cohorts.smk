"""Cohorts: the made ones written, and the scans of any read, a part at a time."""

from hashlib import sha256

from inrflow.brain.cohorts.found import subjects as subjects_found
from inrflow.config.brain.cohort import Made

DRAWN = {"source", "each", "resolution", "seed", "severity", "warp", "noise"}


@cache
def found_in(cohort):
    """Return name -> subject of a cohort that was found; nothing of one that is made."""
    options = BRAIN.cohorts[cohort]
    if isinstance(options, Made):
        return {}
    try:
        return {one.name: one for one in subjects_found(options, None)}
    except InputError as error:
        raise WorkflowError(f"brain.cohorts.{cohort}: {error}") from None


def found_of_part(wildcards):
    """Return the subjects of a part of a cohort that was found."""
    found = found_in(wildcards.cohort)
    return [found[name] for name in subjects_of_part(wildcards)] if found else []


def files_of_part(wildcards):
    """Return the files that a part's scans are read from, and the one that tells the grid.

    Files that are missing are left to the stage, which names their subjects.
    """
    mask, found = cohort_of(wildcards).mask, found_of_part(wildcards)
    files = [one.path for one in [*found_in(wildcards.cohort).values()][:1] + found]
    if mask not in ("template", "positive"):
        files += [one.own(mask) for one in found]
    return [str(path) for path in dict.fromkeys(files) if path.is_file()]


def made_of(wildcards):
    """Return the folder of a made cohort; nothing for others."""
    if isinstance(cohort_of(wildcards), Made):
        return rules.brain_make.output.made
    return []


def told_of(subject):
    """Return what the data tell of a subject, short."""
    return sha256(repr(subject).encode()).hexdigest()[:16]


def read_params(wildcards):
    """Return the parameters of reading a part's scans.

    How many subjects other parts have is none of them: a larger cohort reads what is new. What
    the data's tables tell of the part's own is: a mended age or group is seen.
    """
    cohort = dump(cohort_of(wildcards), exclude={"subjects_per_job"})
    cohort["select"]["most"] = None
    values = {
        "name": wildcards.cohort,
        "cohort": cohort,
        "subjects": subjects_of_part(wildcards),
        "told": [told_of(one) for one in found_of_part(wildcards)],
    }
    return stage("brain-scans", values)


rule brain_make:
    output:
        made=directory(f"{COHORT}/made"),
        provenance=f"{COHORT}/made.provenance.json",
    log:
        "results/logs/brain_make/{cohort}.log",
    benchmark:
        "results/benchmarks/brain_make/{cohort}.tsv"
    params:
        opts=lambda wildcards: stage(
            "brain-make", dump(cohort_of(wildcards), include=DRAWN)
        ),
    message:
        "making the cohort {wildcards.cohort}"
    shell:
        "{PYTHON:q} -m inrflow brain-make --params {params.opts:q} --made {output.made:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule brain_scans:
    input:
        files=files_of_part,
        made=made_of,
    output:
        scans=directory(f"{COHORT}/scans/{{part}}"),
        provenance=f"{COHORT}/scans/{{part}}.provenance.json",
    log:
        "results/logs/brain_scans/{cohort}/{part}.log",
    benchmark:
        "results/benchmarks/brain_scans/{cohort}/{part}.tsv"
    params:
        opts=read_params,
        made=lambda wildcards, input: f"--made {input.made}" if input.made else "",
    message:
        "reading scans of {wildcards.cohort}, part {wildcards.part}"
    shell:
        "{PYTHON:q} -m inrflow brain-scans --params {params.opts:q} {params.made}"
        " --scans {output.scans:q} --provenance {output.provenance:q} > {log:q} 2>&1"
