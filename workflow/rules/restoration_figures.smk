"""Figures of the study `restoration`: scores, the way there, pictures."""

RESTORED_SEED = RESTORATION.figures.pictures.seed
if RESTORED_SEED is None:
    RESTORED_SEED = RESTORATION.seeds[0]
SHOWN = {name: RESTORATION.shown(name) for name in TASKS}


rule figure_restoration_scores:
    input:
        fits=rules.restoration_tables.output.fits,
    output:
        svg="results/restoration/figures/scores.svg",
        png=report(
            "results/restoration/figures/scores.png",
            caption="../report/figure_restoration_scores.rst",
            category="Restoration",
            subcategory="Scores",
        ),
        provenance="results/restoration/figures/scores.provenance.json",
    log:
        "results/logs/figure_restoration_scores.log",
    benchmark:
        "results/benchmarks/figure_restoration_scores.tsv"
    params:
        opts=stage("figure-restoration-scores", {"seeds": RESTORATION.seeds}),
    message:
        "figure of restored pictures' scores"
    shell:
        "{PYTHON:q} -m inrflow figure-restoration-scores --params {params.opts:q}"
        " --fits {input.fits:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_restoration_curves:
    input:
        curves=rules.restoration_tables.output.courses,
        fits=rules.restoration_tables.output.fits,
    output:
        svg="results/restoration/figures/curves.svg",
        png=report(
            "results/restoration/figures/curves.png",
            caption="../report/figure_restoration_curves.rst",
            category="Restoration",
            subcategory="Curves",
        ),
        provenance="results/restoration/figures/curves.provenance.json",
    log:
        "results/logs/figure_restoration_curves.log",
    benchmark:
        "results/benchmarks/figure_restoration_curves.tsv"
    params:
        opts=stage(
            "figure-restoration-curves",
            {"shown": SHOWN, "seed": RESTORED_SEED} | dump(RESTORATION.figures.curves),
        ),
    message:
        "figure of PSNR over steps of restorations"
    shell:
        "{PYTHON:q} -m inrflow figure-restoration-curves --params {params.opts:q}"
        " --curves {input.curves:q} --fits {input.fits:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_restoration_pictures:
    input:
        restored=lambda wildcards: of_restored(
            "pictures.safetensors",
            [[wildcards.task, SHOWN[wildcards.task], RESTORED_SEED]],
        ),
        classical=lambda wildcards: of_references(
            "pictures.safetensors", [[wildcards.task, SHOWN[wildcards.task]]]
        ),
        fits=rules.restoration_tables.output.fits,
    output:
        svg="results/restoration/figures/pictures/{task}.svg",
        png=report(
            "results/restoration/figures/pictures/{task}.png",
            caption="../report/figure_restoration_pictures.rst",
            category="Restoration",
            subcategory="Pictures",
        ),
        provenance="results/restoration/figures/pictures/{task}.provenance.json",
    log:
        "results/logs/figure_restoration_pictures/{task}.log",
    benchmark:
        "results/benchmarks/figure_restoration_pictures/{task}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-restoration-pictures",
            dump(RESTORATION.figures.pictures, include={"selection", "zoom"})
            | {
                "task": wildcards.task,
                "signal": SHOWN[wildcards.task],
                "seed": RESTORED_SEED,
            },
        ),
    message:
        "figure of restored pictures, task {wildcards.task}"
    shell:
        "{PYTHON:q} -m inrflow figure-restoration-pictures --params {params.opts:q}"
        " --restored {input.restored:q} --classical {input.classical:q} --fits {input.fits:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
