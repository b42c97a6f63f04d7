"""The ledger of the study `oinr`."""

OINR_LEDGER = {
    name: paths
    for name, paths in {
        "behaviour": rules.oinr_behaviour_tables.output.every,
        "summary": rules.oinr_behaviour_tables.output.summary,
        "multiresolution": rules.oinr_multiresolution_table.output.table,
        "scattered": expand(
            rules.oinr_scattered.output.table, signal=SCATTERED.signals
        ),
        "sequences": rules.oinr_sequences_tables.output.table,
        "noise": expand(rules.oinr_noise.output.table, signal=NOISE.signals),
        "derivatives": of_derivatives("derivatives.csv"),
        "weights": of_pairs("comparisons.csv"),
    }.items()
    if OINR.writes(name)
}


rule oinr_claims:
    input:
        **OINR_LEDGER,
    output:
        claims="results/oinr/claims.csv",
        page=report(
            "results/oinr/claims.html",
            caption="../report/oinr_claims.rst",
            category="O-INR",
            subcategory="Claims",
        ),
        provenance="results/oinr/claims.provenance.json",
    log:
        "results/logs/oinr_claims.log",
    benchmark:
        "results/benchmarks/oinr_claims.tsv"
    params:
        opts=stage(
            "oinr-claims",
            {
                "claims": {
                    name: list(map(dump, held)) for name, held in OINR.claims.items()
                },
                "enough": dump(OINR.enough),
            },
        ),
        parts=lambda wildcards, input: " ".join(
            f"--{name} {input.get(name)}" for name in OINR_LEDGER
        ),
    message:
        "ledger of the study oinr"
    shell:
        "{PYTHON:q} -m inrflow oinr-claims --params {params.opts:q} {params.parts}"
        " --claims {output.claims:q} --page {output.page:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
