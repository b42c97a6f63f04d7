"""Decoding: from a fit alone to a file that others read. Asked for by its name; not in `all`.

The mask beside it says which samples a cell paints: all, but for fits of which cells are left out.
"""


rule decode:
    input:
        fit=rules.fit.output.fit,
    output:
        decoded="results/decoded/{signal}/{field}/{seed}.{suffix}",
        mask="results/decoded/{signal}/{field}/{seed}.{suffix}.mask.npy",
        provenance="results/decoded/{signal}/{field}/{seed}.{suffix}.provenance.json",
    log:
        "results/logs/decode/{signal}/{field}/{seed}.{suffix}.log",
    benchmark:
        "results/benchmarks/decode/{signal}/{field}/{seed}.{suffix}.tsv"
    wildcard_constraints:
        suffix=r"png|wav|mp4|npy|nii|nii\.gz",
    threads: CONFIG.decode.threads
    params:
        opts=lambda wildcards: stage(
            "decode", dump(CONFIG.decode.of(wildcards.signal)), field_module(wildcards)
        ),
    message:
        "decoding {wildcards.field} of {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow decode --params {params.opts:q} --fit {input.fit:q}"
        " --decoded {output.decoded:q} --mask {output.mask:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
