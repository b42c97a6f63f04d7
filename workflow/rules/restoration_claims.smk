"""The ledger of the study `restoration`."""


rule restoration_claims:
    input:
        fits=rules.restoration_tables.output.fits,
    output:
        claims="results/restoration/claims.csv",
        page=report(
            "results/restoration/claims.html",
            caption="../report/restoration_claims.rst",
            category="Restoration",
            subcategory="Claims",
        ),
        provenance="results/restoration/claims.provenance.json",
    log:
        "results/logs/restoration_claims.log",
    benchmark:
        "results/benchmarks/restoration_claims.tsv"
    params:
        opts=stage(
            "restoration-claims",
            {
                "claims": {
                    name: list(map(dump, held))
                    for name, held in CONFIG.restoration.claims.items()
                },
                "enough": dump(CONFIG.restoration.enough),
            },
        ),
    message:
        "ledger of the study restoration"
    shell:
        "{PYTHON:q} -m inrflow restoration-claims --params {params.opts:q}"
        " --fits {input.fits:q} --claims {output.claims:q} --page {output.page:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
