"""Figures of objects over time, of motion, and of omission."""


rule figure_objects:
    input:
        objects=rules.describe.output.objects,
        metrics=rules.fit.output.metrics,
    output:
        svg="results/xinc/figures/objects/{signal}/{field}/{seed}.svg",
        png=report(
            "results/xinc/figures/objects/{signal}/{field}/{seed}.png",
            caption="../report/figure_objects.rst",
            category="XINC",
            subcategory="Objects",
            labels={"signal": "{signal}", "field": "{field}", "seed": "{seed}"},
        ),
        provenance="results/xinc/figures/objects/{signal}/{field}/{seed}.provenance.json",
    log:
        "results/logs/figure_objects/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/figure_objects/{signal}/{field}/{seed}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-objects",
            dump(XINC.figures.objects)
            | {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seed": int(wildcards.seed),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure objects of {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow figure-objects --params {params.opts:q}"
        " --objects {input.objects:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_motion:
    input:
        frames=rules.frames.output.frames,
        flow=rules.flow.output.flow,
        measures=lambda wildcards: of_fits(
            rules.measures.output.measures, wildcards.signal
        ),
        motion=lambda wildcards: of_fits(rules.describe.output.motion, wildcards.signal),
        metrics=lambda wildcards: of_fits(rules.fit.output.metrics, wildcards.signal),
    output:
        svg="results/xinc/figures/motion/{signal}.svg",
        png=report(
            "results/xinc/figures/motion/{signal}.png",
            caption="../report/figure_motion.rst",
            category="XINC",
            subcategory="Motion",
            labels={"signal": "{signal}"},
        ),
        provenance="results/xinc/figures/motion/{signal}.provenance.json",
    log:
        "results/logs/figure_motion/{signal}.log",
    benchmark:
        "results/benchmarks/figure_motion/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-motion",
            dump(XINC.figures.motion)
            | dump(XINC.motion)
            | {
                "signal": wildcards.signal,
                "fits": fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure motion of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-motion --params {params.opts:q}"
        " --frames {input.frames:q} --flow {input.flow:q} --measures {input.measures:q}"
        " --motion {input.motion:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_omission:
    input:
        omission=lambda wildcards: of_fits(
            rules.describe.output.omission, wildcards.signal, FITS + HEAD_FITS
        ),
        metrics=lambda wildcards: of_fits(
            rules.fit.output.metrics, wildcards.signal, FITS + HEAD_FITS
        ),
    output:
        svg="results/xinc/figures/omission/{signal}.svg",
        png=report(
            "results/xinc/figures/omission/{signal}.png",
            caption="../report/figure_omission.rst",
            category="XINC",
            subcategory="Size and omission",
            labels={"signal": "{signal}"},
        ),
        provenance="results/xinc/figures/omission/{signal}.provenance.json",
    log:
        "results/logs/figure_omission/{signal}.log",
    benchmark:
        "results/benchmarks/figure_omission/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-omission",
            dump(XINC.figures.omission)
            | {
                "signal": wildcards.signal,
                "fits": fits_of(wildcards.signal, FITS + HEAD_FITS),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure omission of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-omission --params {params.opts:q}"
        " --omission {input.omission:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
