"""Figures of contribution against intensity, and of its spread over pixels and neurons."""


def of_first_seed(pattern, signal):
    """Return a path for the fit of every field of a signal with the first seed."""
    return [
        str(pattern).format(signal=signal, field=f, seed=seed)
        for f, seed in first_fits_of(signal)
    ]


def first_fits_of(signal):
    """Return [field, seed] of the fits of `of_first_seed`, in their order."""
    return [fit for fit in fits_of(signal) if fit[1] == CONFIG.seeds[0]]


rule figure_intensity:
    input:
        frames=rules.frames.output.frames,
        measures=lambda wildcards: of_first_seed(
            rules.measures.output.measures, wildcards.signal
        ),
        metrics=lambda wildcards: of_first_seed(
            rules.fit.output.metrics, wildcards.signal
        ),
    output:
        svg="results/xinc/figures/intensity/{signal}.svg",
        png=report(
            "results/xinc/figures/intensity/{signal}.png",
            caption="../report/figure_intensity.rst",
            category="XINC",
            subcategory="Intensity",
            labels={"signal": "{signal}"},
        ),
        provenance="results/xinc/figures/intensity/{signal}.provenance.json",
    log:
        "results/logs/figure_intensity/{signal}.log",
    benchmark:
        "results/benchmarks/figure_intensity/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-intensity",
            dump(XINC.figures.intensity)
            | {
                "signal": wildcards.signal,
                "fits": first_fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure intensity of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-intensity --params {params.opts:q}"
        " --frames {input.frames:q} --measures {input.measures:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_pixels:
    input:
        measures=lambda wildcards: of_fits(
            rules.measures.output.measures, wildcards.signal
        ),
        metrics=lambda wildcards: of_fits(rules.fit.output.metrics, wildcards.signal),
    output:
        svg="results/xinc/figures/pixels/{signal}.svg",
        png=report(
            "results/xinc/figures/pixels/{signal}.png",
            caption="../report/figure_pixels.rst",
            category="XINC",
            subcategory="Distribution",
            labels={"signal": "{signal}"},
        ),
        provenance="results/xinc/figures/pixels/{signal}.provenance.json",
    log:
        "results/logs/figure_pixels/{signal}.log",
    benchmark:
        "results/benchmarks/figure_pixels/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-pixels",
            dump(XINC.figures.pixels)
            | {
                "signal": wildcards.signal,
                "fits": fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure pixels of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-pixels --params {params.opts:q}"
        " --measures {input.measures:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_neurons:
    input:
        frames=rules.frames.output.frames,
        measures=lambda wildcards: of_first_seed(
            rules.measures.output.measures, wildcards.signal
        ),
        metrics=lambda wildcards: of_first_seed(
            rules.fit.output.metrics, wildcards.signal
        ),
    output:
        svg="results/xinc/figures/neurons/{signal}.svg",
        png=report(
            "results/xinc/figures/neurons/{signal}.png",
            caption="../report/figure_neurons.rst",
            category="XINC",
            subcategory="Distribution",
            labels={"signal": "{signal}"},
        ),
        provenance="results/xinc/figures/neurons/{signal}.provenance.json",
    log:
        "results/logs/figure_neurons/{signal}.log",
    benchmark:
        "results/benchmarks/figure_neurons/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-neurons",
            dump(XINC.figures.neurons)
            | {
                "signal": wildcards.signal,
                "fits": first_fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure neurons of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-neurons --params {params.opts:q}"
        " --frames {input.frames:q} --measures {input.measures:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
