"""Checks against published numbers; not part of `all`. Needs config/paper/check.yaml."""

PAPER_FITS = [
    ("bikes-frame", "ffn", "results/fits/bikes-frame/ffn-paper/1/metrics.json"),
    ("bikes-clip", "nerv", "results/fits/bikes-clip/nerv-paper/1/metrics.json"),
]


rule paper_check:
    input:
        metrics=[path for _, _, path in PAPER_FITS],
    output:
        table="results/paper-check/psnr.csv",
        provenance="results/paper-check/provenance.json",
    log:
        "results/logs/paper_check.log",
    benchmark:
        "results/benchmarks/paper_check.tsv"
    params:
        opts=stage("paper-check", {"fits": [(s, a) for s, a, _ in PAPER_FITS]}),
    message:
        "XINC's recipes beside the paper's PSNR"
    shell:
        "{PYTHON:q} -m inrflow paper-check --params {params.opts:q}"
        " --metrics {input.metrics:q} --table {output.table:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
