"""Tables of the study `croppable`."""

CROPPABLE = CONFIG.croppable


rule croppable_tables:
    input:
        metrics=of_compared("croppable", "metrics.json"),
        histories=of_compared("croppable", "history.parquet"),
    output:
        fits="results/croppable/tables/fits.csv",
        curves="results/croppable/tables/curves.parquet",
        fields="results/croppable/tables/fields.csv",
        pairs="results/croppable/tables/pairs.csv",
        page="results/croppable/tables/tables.md",
        provenance="results/croppable/tables/provenance.json",
    log:
        "results/logs/croppable_tables.log",
    benchmark:
        "results/benchmarks/croppable_tables.tsv"
    params:
        opts=stage(
            "croppable-tables",
            {
                "fits": compared("croppable"),
                "tables": [
                    {"name": name} | dump(table)
                    for name, table in CROPPABLE.shown.items()
                ],
            },
        ),
    message:
        "tables of the study croppable"
    shell:
        "{PYTHON:q} -m inrflow croppable-tables --params {params.opts:q}"
        " --metrics {input.metrics:q} --histories {input.histories:q} --fits {output.fits:q}"
        " --curves {output.curves:q} --fields {output.fields:q} --pairs {output.pairs:q}"
        " --page {output.page:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
