"""Tables of how far imputed volumes are from the truth."""

TABLES = "results/brain/{set}/tables"


def imputed_jobs(wildcards):
    """Return what every folder of a set's imputed volumes is of, and the folders."""
    one, jobs, folders = set_of(wildcards), [], []
    for cohort in one.cohorts:
        for drop, options in one.drops.items():
            for method, imputation in one.methods.items():
                told = dump(options, include={"axis", "gap", "thickness"})
                told |= {"cohort": cohort, "drop": drop, "method": method}
                told |= {"kind": imputation.kind}
                there = imputed_of(wildcards.set, cohort, drop, method)
                jobs += [told] * len(there)
                folders += there
    return jobs, folders


rule brain_scores:
    input:
        imputed=lambda wildcards: imputed_jobs(wildcards)[1],
    output:
        table=TABLES + "/scores.csv",
        table_parquet=TABLES + "/scores.parquet",
        summary=TABLES + "/summary.csv",
        summary_parquet=TABLES + "/summary.parquet",
        published=TABLES + "/table3.csv",
        provenance=TABLES + "/scores.provenance.json",
    log:
        "results/logs/brain_scores/{set}.log",
    benchmark:
        "results/benchmarks/brain_scores/{set}.tsv"
    params:
        opts=lambda wildcards: stage(
            "brain-scores", {"jobs": imputed_jobs(wildcards)[0]}
        ),
    message:
        "scores of imputed volumes, set {wildcards.set}"
    shell:
        "{PYTHON:q} -m inrflow brain-scores --params {params.opts:q}"
        " --imputed {input.imputed:q} --table {output.table:q}"
        " --table-parquet {output.table_parquet:q} --summary {output.summary:q}"
        " --summary-parquet {output.summary_parquet:q} --published {output.published:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
