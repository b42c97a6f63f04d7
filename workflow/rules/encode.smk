"""Tables of the study `encode`: fields of equal size on the same signals, over several seeds."""

ENCODE = CONFIG.encode
ENCODE_GROUPS = ENCODE.chosen


rule encode_tables:
    input:
        metrics=of_compared("encode", "metrics.json"),
        histories=of_compared("encode", "history.parquet"),
    output:
        fits="results/encode/tables/fits.csv",
        curves="results/encode/tables/curves.parquet",
        table="results/encode/tables/fields.csv",
        numbers="results/encode/tables/fields.parquet",
        pairs="results/encode/tables/pairs.csv",
        orders="results/encode/tables/orders.csv",
        provenance="results/encode/tables/provenance.json",
    log:
        "results/logs/encode_tables.log",
    benchmark:
        "results/benchmarks/encode_tables.tsv"
    params:
        opts=stage(
            "encode-tables",
            {
                "fits": compared("encode"),
                "methods": {
                    name: group.methods for name, group in ENCODE_GROUPS.items()
                },
            },
        ),
    message:
        "tables of the study encode"
    shell:
        "{PYTHON:q} -m inrflow encode-tables --params {params.opts:q}"
        " --metrics {input.metrics:q} --histories {input.histories:q} --fits {output.fits:q}"
        " --curves {output.curves:q} --table {output.table:q} --numbers {output.numbers:q}"
        " --pairs {output.pairs:q} --orders {output.orders:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
