"""Cohorts: the made ones written, and the scans of any read, a part at a time."""

from inrflow.brain.cohorts.found import subjects as subjects_found
from inrflow.config.brain.cohort import Made

DRAWN = {"source", "each", "resolution", "seed", "severity", "warp", "noise"}


@cache
def paths_of_scans(cohort):
    """Return name -> file of the subjects of a cohort that was found, not made."""
    try:
        return {
            one.name: one.path for one in subjects_found(BRAIN.cohorts[cohort], None)
        }
    except InputError as error:
        raise WorkflowError(f"brain.cohorts.{cohort}: {error}") from None


def files_of_part(wildcards):
    """Return the files that a part's scans are read from, and the one that tells the grid.

    Files that are missing are left to the stage, which names their subjects.
    """
    options = cohort_of(wildcards)
    if isinstance(options, Made):
        return []
    paths, part = paths_of_scans(wildcards.cohort), subjects_of_part(wildcards)
    files = [next(iter(paths.values())), *[paths[name] for name in part]]
    if options.mask not in ("template", "positive"):
        files += [Path(options.mask.replace("{subject}", name)) for name in part]
    return [str(path) for path in dict.fromkeys(files) if path.is_file()]


def made_of(wildcards):
    """Return the folder of a made cohort; nothing for others."""
    if isinstance(cohort_of(wildcards), Made):
        return rules.brain_make.output.made
    return []


def read_params(wildcards):
    """Return the parameters of reading a part's scans.

    How many subjects there are in other parts is none of them: a larger cohort reads what is new.
    """
    cohort = dump(cohort_of(wildcards), exclude={"subjects_per_job"})
    cohort["select"]["most"] = None
    values = {
        "name": wildcards.cohort,
        "cohort": cohort,
        "subjects": subjects_of_part(wildcards),
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
