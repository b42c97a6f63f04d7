"""The test for a difference between the groups, on scans as they are and on imputed ones."""

from inrflow.config.brain.claims import ORIGINAL


def test_params(wildcards):
    """Return the parameters of the tests of one drop."""
    one = set_of(wildcards)
    values = {
        "test": dump(one.test, exclude={"threads"}),
        "groups": cohort_of(wildcards).select.groups,
        "methods": methods_tested(wildcards),
    }
    return stage("brain-group", values)


def methods_tested(wildcards):
    """Return the methods whose volumes are tested, in order."""
    one = set_of(wildcards)
    return [ORIGINAL] if wildcards.drop == ORIGINAL else one.tested(wildcards.drop)


def volumes_tested(wildcards):
    """Return the folders of all parts of the first method, then of the next."""
    if wildcards.drop == ORIGINAL:
        return []
    return [
        folder
        for method in methods_tested(wildcards)
        for folder in imputed_of(
            wildcards.set, wildcards.cohort, wildcards.drop, method
        )
    ]


rule brain_group:
    input:
        scans=lambda wildcards: scans_of(wildcards.cohort),
        volumes=volumes_tested,
    output:
        maps=directory(f"{STUDIED}/group/{{drop}}"),
        provenance=f"{STUDIED}/group/{{drop}}.provenance.json",
    log:
        "results/logs/brain_group/{set}/{cohort}/{drop}.log",
    benchmark:
        "results/benchmarks/brain_group/{set}/{cohort}/{drop}.tsv"
    threads: lambda wildcards: set_of(wildcards).test.threads
    params:
        opts=test_params,
        volumes=lambda wildcards, input: (
            [] if wildcards.drop == ORIGINAL else ["--volumes", *input.volumes]
        ),
    message:
        "difference between the groups of {wildcards.cohort}, {wildcards.drop}"
    shell:
        "{PYTHON:q} -m inrflow brain-group --params {params.opts:q}"
        " --scans {input.scans:q} {params.volumes:q} --maps {output.maps:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
