"""Pages of a cohort: maps to be looked through, and its report."""


def maps_viewed(wildcards):
    """Return [drop, method] of the imputed maps that are viewed: linear, fields, then others."""
    one = set_of(wildcards)
    ranks = {name: 1 + (m.kind != "field") for name, m in one.methods.items()}
    ranks |= {one.linear: 0}
    pairs = [[drop, name] for drop, methods in tested_of(wildcards) for name in methods]
    methods = sorted(one.methods, key=ranks.get)
    ordered = sorted(pairs, key=lambda pair: methods.index(pair[1]))
    return ordered[: BRAIN.figures.viewer.maps]


rule brain_viewer:
    input:
        groups=groups_tested,
    output:
        viewer=directory(f"{STUDIED}/viewer"),
        provenance=f"{STUDIED}/viewer.provenance.json",
    log:
        "results/logs/brain_viewer/{set}/{cohort}.log",
    benchmark:
        "results/benchmarks/brain_viewer/{set}/{cohort}.tsv"
    params:
        opts=lambda wildcards: stage(
            "brain-viewer",
            {
                "drops": [drop for drop, _ in tested_of(wildcards)],
                "maps": maps_viewed(wildcards),
                "threshold": BRAIN.figures.viewer.threshold,
            },
        ),
    message:
        "maps of t to be looked through, of {wildcards.cohort}"
    shell:
        "{PYTHON:q} -m inrflow brain-viewer --params {params.opts:q}"
        " --groups {input.groups:q} --viewer {output.viewer:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def report_params(wildcards):
    """Return the parameters of a cohort's report."""
    one = set_of(wildcards)
    values = {
        "set": wildcards.set,
        "name": wildcards.cohort,
        "cohort": dump(cohort_of(wildcards)),
        "drops": [[name, dump(drop)] for name, drop in one.drops.items()],
        "methods": {name: dump(method) for name, method in one.methods.items()},
        "order": list(one.methods),
        "measured": one.measured,
        "linear": one.linear,
        "tested": tested_of(wildcards),
        "test": None if one.test is None else dump(one.test),
        "agreement": dump(one.agreement),
    }
    return stage("brain-report", values)


rule brain_report:
    input:
        scans=lambda wildcards: scans_of(wildcards.cohort),
        scores=rules.brain_scores.output.table,
        groups=lambda wildcards: (
            groups_tested(wildcards) if tested_of(wildcards) else []
        ),
        agreement=lambda wildcards: (
            rules.brain_agreement.output.table if tested_of(wildcards) else []
        ),
    output:
        report=report(
            f"{STUDIED}/report.html",
            caption="../report/brain_report.rst",
            category="Brain",
            subcategory="Cohorts",
        ),
        provenance=f"{STUDIED}/report.provenance.json",
    log:
        "results/logs/brain_report/{set}/{cohort}.log",
    benchmark:
        "results/benchmarks/brain_report/{set}/{cohort}.tsv"
    params:
        opts=report_params,
        tests=lambda wildcards, input: (
            ["--groups", *input.groups, "--agreement", input.agreement]
            if input.groups
            else []
        ),
    message:
        "report of the cohort {wildcards.cohort}, set {wildcards.set}"
    shell:
        "{PYTHON:q} -m inrflow brain-report --params {params.opts:q}"
        " --scans {input.scans:q} --scores {input.scores:q} {params.tests:q}"
        " --report {output.report:q} --provenance {output.provenance:q} > {log:q} 2>&1"
