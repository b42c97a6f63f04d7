"""Faithfulness: neurons silenced in order of contribution, and what the pictures lose."""


rule faithfulness:
    input:
        frames=rules.frames.output.frames,
        fit=rules.fit.output.fit,
        measures=rules.measures.output.measures,
        labels=rules.groupings.output.labels,
        masks=masks_of,
    output:
        curves="results/xinc/faithfulness/{signal}/{field}/{seed}/curves.parquet",
        damage="results/xinc/faithfulness/{signal}/{field}/{seed}/damage.parquet",
        scalars="results/xinc/faithfulness/{signal}/{field}/{seed}/scalars.parquet",
        provenance="results/xinc/faithfulness/{signal}/{field}/{seed}/provenance.json",
    log:
        "results/logs/faithfulness/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/faithfulness/{signal}/{field}/{seed}.tsv"
    threads: CONFIG.tracing.threads
    params:
        opts=lambda wildcards: stage(
            "faithfulness",
            dump(XINC.faithfulness)
            | dump(CONFIG.tracing, include={"threads"})
            | {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seed": int(wildcards.seed),
            },
            field_module(wildcards),
        ),
        masks=lambda wildcards, input: f"--masks {input.masks}" if input.masks else "",
    message:
        "silencing neurons of {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow faithfulness --params {params.opts:q} --frames {input.frames:q}"
        " --fit {input.fit:q} --measures {input.measures:q} --labels {input.labels:q}"
        " {params.masks} --curves {output.curves:q} --damage {output.damage:q}"
        " --scalars {output.scalars:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_faithfulness:
    input:
        curves=lambda wildcards: of_fits(
            rules.faithfulness.output.curves, wildcards.signal
        ),
        damage=lambda wildcards: of_fits(
            rules.faithfulness.output.damage, wildcards.signal
        ),
        scalars=lambda wildcards: of_fits(
            rules.faithfulness.output.scalars, wildcards.signal
        ),
        metrics=lambda wildcards: of_fits(rules.fit.output.metrics, wildcards.signal),
    output:
        svg="results/xinc/figures/faithfulness/{signal}.svg",
        png=report(
            "results/xinc/figures/faithfulness/{signal}.png",
            caption="../report/figure_faithfulness.rst",
            category="XINC",
            subcategory="Faithfulness",
            labels={"signal": "{signal}"},
        ),
        provenance="results/xinc/figures/faithfulness/{signal}.provenance.json",
    log:
        "results/logs/figure_faithfulness/{signal}.log",
    benchmark:
        "results/benchmarks/figure_faithfulness/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-faithfulness",
            dump(XINC.figures.faithfulness)
            | {
                "signal": wildcards.signal,
                "fits": fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure faithfulness of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-faithfulness --params {params.opts:q}"
        " --curves {input.curves:q} --damage {input.damage:q} --scalars {input.scalars:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_faithfulness_regions:
    input:
        curves=lambda wildcards: expand(
            rules.faithfulness.output.curves,
            signal=wildcards.signal,
            field=wildcards.field,
            seed=CONFIG.seeds,
        ),
    output:
        svg="results/xinc/figures/faithfulness_regions/{signal}/{field}.svg",
        png=report(
            "results/xinc/figures/faithfulness_regions/{signal}/{field}.png",
            caption="../report/figure_faithfulness_regions.rst",
            category="XINC",
            subcategory="Faithfulness",
            labels={"signal": "{signal}", "field": "{field}"},
        ),
        provenance="results/xinc/figures/faithfulness_regions/{signal}/{field}.provenance.json",
    log:
        "results/logs/figure_faithfulness_regions/{signal}/{field}.log",
    benchmark:
        "results/benchmarks/figure_faithfulness_regions/{signal}/{field}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-faithfulness-regions",
            dump(XINC.figures.faithfulness_regions)
            | {"signal": wildcards.signal, "field": wildcards.field},
        ),
    message:
        "figure faithfulness by region of {wildcards.field} on {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-faithfulness-regions --params {params.opts:q}"
        " --curves {input.curves:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
