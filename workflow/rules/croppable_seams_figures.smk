"""Figures of seams and of the way there, and all that these rules leave."""


rule figure_croppable_seams:
    input:
        frames=frames_looked_at("overlap"),
        seams=rules.croppable_seams.output.seams,
        overlaps=rules.croppable_overlap.output.table,
        shown=rules.croppable_overlap.output.shown,
    output:
        svg="results/croppable/figures/seams.svg",
        png=report(
            "results/croppable/figures/seams.png",
            caption="../report/figure_croppable_seams.rst",
            category="Croppable",
            subcategory="seams",
        ),
        provenance="results/croppable/figures/seams.provenance.json",
    log:
        "results/logs/figure_croppable_seams.log",
    benchmark:
        "results/benchmarks/figure_croppable_seams.tsv"
    params:
        opts=stage(
            "figure-croppable-seams",
            dump(CROPPABLE.overlap, include={"group"})
            | {"signal": signal_looked_at("overlap")},
        ),
    message:
        "figure of seams"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-seams --params {params.opts:q}"
        " --frames {input.frames:q} --seams {input.seams:q} --overlaps {input.overlaps:q}"
        " --shown {input.shown:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_croppable_snapshots:
    input:
        frames=frames_looked_at("snapshots"),
        table=rules.croppable_snapshots.output.table,
        shown=rules.croppable_snapshots.output.shown,
    output:
        svg="results/croppable/figures/snapshots.svg",
        png=report(
            "results/croppable/figures/snapshots.png",
            caption="../report/figure_croppable_snapshots.rst",
            category="Croppable",
            subcategory="on the way",
        ),
        provenance="results/croppable/figures/snapshots.provenance.json",
    log:
        "results/logs/figure_croppable_snapshots.log",
    benchmark:
        "results/benchmarks/figure_croppable_snapshots.tsv"
    params:
        opts=stage("figure-croppable-snapshots", {}),
    message:
        "figure of what fields paint on the way"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-snapshots --params {params.opts:q}"
        " --frames {input.frames:q} --table {input.table:q} --shown {input.shown:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


LOOKS_LEFT = [
    *(rules.croppable_seams.output if SEAMED else []),
    *(rules.croppable_overlap.output if "overlap" in LOOKED else []),
    *(rules.figure_croppable_seams.output if SEAMED and "overlap" in LOOKED else []),
    *(rules.croppable_snapshots.output if "snapshots" in LOOKED else []),
    *(rules.figure_croppable_snapshots.output if "snapshots" in LOOKED else []),
    *(rules.croppable_distil.output if "distillation" in LOOKED else []),
]
