"""The study `xinc`: measures, tables and figures of the implicit neural canvas."""

XINC = CONFIG.xinc
SIGNALS = XINC.signals or list(CONFIG.signals)
FIELDS = XINC.fields or list(CONFIG.fields)
FITS = [(s, f, seed) for s in SIGNALS for f in FIELDS for seed in CONFIG.seeds]
PICTURE = ["svg", "png"]


def of_fits(pattern, signal=None):
    """Return a path for every fit of the study, or of one signal."""
    return [
        str(pattern).format(signal=s, field=f, seed=seed)
        for s, f, seed in FITS
        if signal in (None, s)
    ]


def fits_of(signal):
    """Return [field, seed] of every fit of a signal, in the order of `of_fits`."""
    return [[f, seed] for s, f, seed in FITS if s == signal]


rule groupings:
    input:
        frames=rules.frames.output.frames,
        masks=masks_of,
    output:
        labels="results/xinc/labels/{signal}.safetensors",
        provenance="results/xinc/labels/{signal}.provenance.json",
    log:
        "results/logs/groupings/{signal}.log",
    benchmark:
        "results/benchmarks/groupings/{signal}.tsv"
    params:
        opts=stage(
            "groupings",
            dump(XINC, include={"frames", "clusters", "grid"})
            | {"tracing": dump(CONFIG.tracing, include={"frames"})},
        ),
        masks=lambda wildcards, input: f"--masks {input.masks}" if input.masks else "",
    message:
        "grouping the pixels of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow groupings --params {params.opts:q} --frames {input.frames:q}"
        " {params.masks} --labels {output.labels:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule measures:
    input:
        canvas=rules.trace.output.canvas,
        digest=rules.trace.output.digest,
        labels=rules.groupings.output.labels,
    output:
        measures="results/xinc/measures/{signal}/{field}/{seed}.safetensors",
        provenance="results/xinc/measures/{signal}/{field}/{seed}.provenance.json",
    log:
        "results/logs/measures/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/measures/{signal}/{field}/{seed}.tsv"
    threads: CONFIG.tracing.threads
    params:
        opts=lambda wildcards: stage(
            "measures",
            dump(XINC, include={"definitions", "area_shares"})
            | dump(CONFIG.tracing, include={"threads"}),
            field_module(wildcards),
        ),
    message:
        "measuring {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow measures --params {params.opts:q} --canvas {input.canvas:q}"
        " --digest {input.digest:q} --labels {input.labels:q} --measures {output.measures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule dispersion:
    input:
        measures=rules.measures.output.measures,
    output:
        table="results/xinc/dispersion/{signal}/{field}/{seed}.parquet",
        provenance="results/xinc/dispersion/{signal}/{field}/{seed}.provenance.json",
    log:
        "results/logs/dispersion/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/dispersion/{signal}/{field}/{seed}.tsv"
    params:
        opts=lambda wildcards: stage(
            "dispersion",
            {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seed": int(wildcards.seed),
            },
        ),
    message:
        "dispersion of {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow dispersion --params {params.opts:q}"
        " --measures {input.measures:q} --table {output.table:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule xinc_tables:
    input:
        metrics=of_fits(rules.fit.output.metrics),
        dispersions=of_fits(rules.dispersion.output.table),
    output:
        fits="results/xinc/tables/fits.csv",
        grouping="results/xinc/tables/grouping.csv",
        provenance="results/xinc/tables/provenance.json",
    log:
        "results/logs/xinc_tables.log",
    benchmark:
        "results/benchmarks/xinc_tables.tsv"
    params:
        opts=stage("tables", {"fits": FITS}),
    message:
        "tables of the study xinc"
    shell:
        "{PYTHON:q} -m inrflow tables --params {params.opts:q} --metrics {input.metrics:q}"
        " --dispersions {input.dispersions:q} --fits {output.fits:q}"
        " --grouping {output.grouping:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_signal:
    input:
        frames=rules.frames.output.frames,
        flow=rules.flow.output.flow,
        masks=masks_of,
    output:
        svg="results/xinc/figures/signal/{signal}.svg",
        png="results/xinc/figures/signal/{signal}.png",
        provenance="results/xinc/figures/signal/{signal}.provenance.json",
    log:
        "results/logs/figure_signal/{signal}.log",
    benchmark:
        "results/benchmarks/figure_signal/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-signal", dump(XINC.figures.signal) | {"signal": wildcards.signal}
        ),
        masks=lambda wildcards, input: f"--masks {input.masks}" if input.masks else "",
    message:
        "figure signal of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-signal --params {params.opts:q}"
        " --frames {input.frames:q} --flow {input.flow:q} {params.masks}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_fits:
    input:
        frames=rules.frames.output.frames,
        fits=lambda wildcards: of_fits(rules.fit.output.fit, wildcards.signal),
        metrics=lambda wildcards: of_fits(rules.fit.output.metrics, wildcards.signal),
    output:
        svg="results/xinc/figures/fits/{signal}.svg",
        png="results/xinc/figures/fits/{signal}.png",
        provenance="results/xinc/figures/fits/{signal}.provenance.json",
    log:
        "results/logs/figure_fits/{signal}.log",
    benchmark:
        "results/benchmarks/figure_fits/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-fits",
            dump(XINC.figures.fits)
            | {
                "signal": wildcards.signal,
                "fits": fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
            *sorted({module_of_field(CONFIG.fields[name]) for name in FIELDS}),
        ),
    message:
        "figure fits of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-fits --params {params.opts:q} --frames {input.frames:q}"
        " --fits {input.fits:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_gallery:
    input:
        frames=rules.frames.output.frames,
        canvas=rules.trace.output.canvas,
        digest=rules.trace.output.digest,
        metrics=rules.fit.output.metrics,
    output:
        svg="results/xinc/figures/gallery/{signal}/{field}/{seed}.svg",
        png="results/xinc/figures/gallery/{signal}/{field}/{seed}.png",
        provenance="results/xinc/figures/gallery/{signal}/{field}/{seed}.provenance.json",
    log:
        "results/logs/figure_gallery/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/figure_gallery/{signal}/{field}/{seed}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-gallery",
            dump(XINC.figures.gallery)
            | {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seed": int(wildcards.seed),
                "converged": XINC.converged,
            },
            field_module(wildcards),
        ),
    message:
        "figure gallery of {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow figure-gallery --params {params.opts:q}"
        " --frames {input.frames:q} --canvas {input.canvas:q} --digest {input.digest:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_grouping:
    input:
        dispersions=lambda wildcards: of_fits(
            rules.dispersion.output.table, wildcards.signal
        ),
        metrics=lambda wildcards: of_fits(rules.fit.output.metrics, wildcards.signal),
    output:
        svg="results/xinc/figures/grouping/{signal}.svg",
        png="results/xinc/figures/grouping/{signal}.png",
        provenance="results/xinc/figures/grouping/{signal}.provenance.json",
    log:
        "results/logs/figure_grouping/{signal}.log",
    benchmark:
        "results/benchmarks/figure_grouping/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-grouping",
            dump(XINC.figures.grouping)
            | {
                "signal": wildcards.signal,
                "fits": fits_of(wildcards.signal),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure grouping of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-grouping --params {params.opts:q}"
        " --dispersions {input.dispersions:q} --metrics {input.metrics:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule xinc:
    input:
        rules.xinc_tables.output,
        expand(rules.figure_signal.output, signal=SIGNALS),
        expand(rules.figure_fits.output, signal=SIGNALS),
        expand(rules.figure_grouping.output, signal=SIGNALS),
        of_fits(rules.figure_gallery.output.svg),
