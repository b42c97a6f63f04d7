"""The ledger of the study `croppable`."""

LEDGER_PARTS = {
    "extension": (
        [
            rules.croppable_extension_tables.output.fits,
            rules.croppable_extension_tables.output.courses,
        ]
        if EXTENDED
        else []
    ),
    "distillation": (
        rules.croppable_distil.output.table if "distillation" in LOOKED else []
    ),
    "seams": rules.croppable_seams.output.seams if SEAM_FITS else [],
    "rate": expand(rules.croppable_rate.output.rate, signal=RATED),
}


def ledger_parts(wildcards, input):
    """Return the arguments of the parts of the study that are run."""
    told = {name: input.get(name) for name in LEDGER_PARTS if input.get(name)}
    return " ".join(f"--{name} {paths}" for name, paths in told.items())


rule croppable_claims:
    input:
        **LEDGER_PARTS,
        fits=rules.croppable_tables.output.fits,
        curves=rules.croppable_tables.output.curves,
    output:
        claims="results/croppable/claims.csv",
        page=report(
            "results/croppable/claims.html",
            caption="../report/croppable_claims.rst",
            category="Croppable",
            subcategory="Claims",
        ),
        provenance="results/croppable/claims.provenance.json",
    log:
        "results/logs/croppable_claims.log",
    benchmark:
        "results/benchmarks/croppable_claims.tsv"
    params:
        opts=stage(
            "croppable-claims",
            {
                "tables": [
                    {"name": name} | dump(table)
                    for name, table in CROPPABLE.shown.items()
                ],
                "claims": {
                    name: list(map(dump, pairs))
                    for name, pairs in CROPPABLE.claims.items()
                },
                "enough": dump(CROPPABLE.enough),
            },
        ),
        parts=ledger_parts,
    message:
        "ledger of the study croppable"
    shell:
        "{PYTHON:q} -m inrflow croppable-claims --params {params.opts:q} --fits {input.fits:q}"
        " --curves {input.curves:q} {params.parts} --claims {output.claims:q}"
        " --page {output.page:q} --provenance {output.provenance:q} > {log:q} 2>&1"
