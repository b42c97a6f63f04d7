"""Whether a difference between groups survives imputation; the ledger of the study `brain`."""

# of the test, what clusters, peaks and the truth are made by
COMPARED = {"height", "extent", "distance", "smoothing"}
KIND = {"axis", "gap", "thickness"}


def tested_of(wildcards):
    """Return [drop, methods whose maps it has] of all drops that are tested."""
    one = set_of(wildcards)
    pairs = [[drop, one.tested(drop)] for drop in one.drops]
    return [[drop, methods] for drop, methods in pairs if methods]


def agreement_params(wildcards):
    """Return the parameters of the comparison of a cohort's maps."""
    one = set_of(wildcards)
    values = {
        "cohort": wildcards.cohort,
        "groups": cohort_of(wildcards).select.groups,
        "tested": tested_of(wildcards),
        "agreement": dump(one.agreement),
        "test": dump(one.test, include=COMPARED),
    }
    return stage("brain-agreement", values)


def agreement_of(wildcards):
    """Return the table of all cohorts' agreement, of a set with tests."""
    return expand(
        rules.brain_agreement_tables.output.every,
        set=wildcards.set if tested_of(wildcards) else [],
    )


rule brain_agreement:
    input:
        original=f"{STUDIED}/group/{ORIGINAL}",
        imputed=lambda wildcards: [
            f"results/brain/{wildcards.set}/{wildcards.cohort}/group/{drop}"
            for drop, _ in tested_of(wildcards)
        ],
        made=made_of,
    output:
        table=f"{STUDIED}/agreement.csv",
        provenance=f"{STUDIED}/agreement.provenance.json",
    log:
        "results/logs/brain_agreement/{set}/{cohort}.log",
    benchmark:
        "results/benchmarks/brain_agreement/{set}/{cohort}.tsv"
    params:
        opts=agreement_params,
        made=lambda wildcards, input: ["--made", input.made] if input.made else [],
    message:
        "agreement of the maps of {wildcards.cohort}, imputed beside original"
    shell:
        "{PYTHON:q} -m inrflow brain-agreement --params {params.opts:q}"
        " --original {input.original:q} --imputed {input.imputed:q} {params.made:q}"
        " --table {output.table:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule brain_agreement_tables:
    input:
        tables=lambda wildcards: expand(
            rules.brain_agreement.output.table,
            set=wildcards.set,
            cohort=set_of(wildcards).cohorts,
        ),
    output:
        every="results/brain/{set}/tables/agreement.csv",
        every_parquet="results/brain/{set}/tables/agreement.parquet",
        summary="results/brain/{set}/tables/agreement_summary.csv",
        summary_parquet="results/brain/{set}/tables/agreement_summary.parquet",
        provenance="results/brain/{set}/tables/agreement.provenance.json",
    log:
        "results/logs/brain_agreement_tables/{set}.log",
    benchmark:
        "results/benchmarks/brain_agreement_tables/{set}.tsv"
    params:
        opts=lambda wildcards: stage(
            "brain-agreement-tables", {"linear": set_of(wildcards).linear}
        ),
    message:
        "tables of the agreement of maps, set {wildcards.set}"
    shell:
        "{PYTHON:q} -m inrflow brain-agreement-tables --params {params.opts:q}"
        " --tables {input.tables:q} --every {output.every:q}"
        " --every-parquet {output.every_parquet:q} --summary {output.summary:q}"
        " --summary-parquet {output.summary_parquet:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule brain_claims:
    input:
        scores="results/brain/{set}/tables/scores.csv",
        agreement=agreement_of,
    output:
        claims="results/brain/{set}/claims.csv",
        page=report(
            "results/brain/{set}/claims.html",
            caption="../report/brain_claims.rst",
            category="Brain",
            subcategory="Claims",
        ),
        provenance="results/brain/{set}/claims.provenance.json",
    log:
        "results/logs/brain_claims/{set}.log",
    benchmark:
        "results/benchmarks/brain_claims/{set}.tsv"
    params:
        opts=lambda wildcards: stage(
            "brain-claims",
            {
                "claims": {
                    name: list(map(dump, held))
                    for name, held in set_of(wildcards).claims.items()
                },
                "linear": set_of(wildcards).linear,
                "drops": {
                    name: dump(drop, include=KIND)
                    for name, drop in set_of(wildcards).drops.items()
                },
                "enough": dump(set_of(wildcards).enough),
            },
        ),
        agreement=lambda wildcards, input: (
            ["--agreement", *input.agreement] if input.agreement else []
        ),
    message:
        "ledger of the study brain, set {wildcards.set}"
    shell:
        "{PYTHON:q} -m inrflow brain-claims --params {params.opts:q}"
        " --scores {input.scores:q} {params.agreement:q} --claims {output.claims:q}"
        " --page {output.page:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_brain_agreement:
    input:
        agreement=rules.brain_agreement_tables.output.every,
    output:
        svg="results/brain/{set}/figures/agreement.svg",
        png=report(
            "results/brain/{set}/figures/agreement.png",
            caption="../report/figure_brain_agreement.rst",
            category="Brain",
            subcategory="Agreement",
        ),
        provenance="results/brain/{set}/figures/agreement.provenance.json",
    log:
        "results/logs/figure_brain_agreement/{set}.log",
    benchmark:
        "results/benchmarks/figure_brain_agreement/{set}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-brain-agreement",
            {
                "tested": tested_of(wildcards),
                "methods": list(set_of(wildcards).methods),
                "linear": set_of(wildcards).linear,
                "groups": BRAIN.cohorts[set_of(wildcards).cohorts[0]].select.groups,
                "test": dump(set_of(wildcards).test),
                "agreement": dump(set_of(wildcards).agreement),
            }
            | dump(BRAIN.figures.agreement),
        ),
    message:
        "figure of the agreement of maps, set {wildcards.set}"
    shell:
        "{PYTHON:q} -m inrflow figure-brain-agreement --params {params.opts:q}"
        " --agreement {input.agreement:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
