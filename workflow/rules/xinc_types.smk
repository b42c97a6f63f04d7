"""Types of neurons: clusters over all seeds of a field on a signal, and their figures."""


def of_seeds(pattern):
    """Return a path for every seed of the fits of one field on one signal."""
    return expand(pattern, seed=CONFIG.seeds, allow_missing=True)


rule types:
    input:
        measures=of_seeds(rules.measures.output.measures),
        canvases=of_seeds(rules.trace.output.canvas),
        digests=of_seeds(rules.trace.output.digest),
    output:
        neurons="results/xinc/types/{signal}/{field}/neurons.parquet",
        samples="results/xinc/types/{signal}/{field}/samples.safetensors",
        scalars="results/xinc/types/{signal}/{field}/scalars.parquet",
        provenance="results/xinc/types/{signal}/{field}/provenance.json",
    log:
        "results/logs/types/{signal}/{field}.log",
    benchmark:
        "results/benchmarks/types/{signal}/{field}.tsv"
    threads: CONFIG.tracing.threads
    params:
        opts=lambda wildcards: stage(
            "types",
            dump(XINC.types)
            | {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seeds": CONFIG.seeds,
                "threads": CONFIG.tracing.threads,
            },
            field_module(wildcards),
        ),
    message:
        "types of neurons of {wildcards.field} on {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow types --params {params.opts:q}"
        " --measures {input.measures:q} --canvases {input.canvases:q}"
        " --digests {input.digests:q} --neurons {output.neurons:q}"
        " --samples {output.samples:q} --scalars {output.scalars:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_types:
    input:
        neurons=rules.types.output.neurons,
        scalars=rules.types.output.scalars,
        metrics=of_seeds(rules.fit.output.metrics),
    output:
        svg="results/xinc/figures/types/{signal}/{field}.svg",
        png=report(
            "results/xinc/figures/types/{signal}/{field}.png",
            caption="../report/figure_types.rst",
            category="XINC",
            subcategory="Types",
            labels={"signal": "{signal}", "field": "{field}"},
        ),
        provenance="results/xinc/figures/types/{signal}/{field}.provenance.json",
    log:
        "results/logs/figure_types/{signal}/{field}.log",
    benchmark:
        "results/benchmarks/figure_types/{signal}/{field}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-types",
            dump(XINC.figures.types)
            | dump(
                XINC.types,
                include={
                    "frame",
                    "sample",
                    "clusters",
                    "grouping",
                    "neighbors",
                    "other_neighbors",
                    "min_dist",
                },
            )
            | {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seeds": CONFIG.seeds,
                "converged": XINC.converged,
            },
        ),
    message:
        "figure types of {wildcards.field} on {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-types --params {params.opts:q}"
        " --neurons {input.neurons:q} --scalars {input.scalars:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_samples:
    input:
        frames=rules.frames.output.frames,
        neurons=rules.types.output.neurons,
        samples=rules.types.output.samples,
        metrics=of_seeds(rules.fit.output.metrics),
    output:
        svg="results/xinc/figures/samples/{signal}/{field}.svg",
        png=report(
            "results/xinc/figures/samples/{signal}/{field}.png",
            caption="../report/figure_samples.rst",
            category="XINC",
            subcategory="Types",
            labels={"signal": "{signal}", "field": "{field}"},
        ),
        provenance="results/xinc/figures/samples/{signal}/{field}.provenance.json",
    log:
        "results/logs/figure_samples/{signal}/{field}.log",
    benchmark:
        "results/benchmarks/figure_samples/{signal}/{field}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-samples",
            dump(XINC.figures.samples)
            | dump(
                XINC.types,
                include={"sample", "clusters", "grouping", "maps_per_cluster"},
            )
            | {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seeds": CONFIG.seeds,
                "converged": XINC.converged,
            },
        ),
    message:
        "figure samples of {wildcards.field} on {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-samples --params {params.opts:q}"
        " --frames {input.frames:q} --neurons {input.neurons:q}"
        " --samples {input.samples:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
