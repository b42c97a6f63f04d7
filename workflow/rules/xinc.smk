"""The study `xinc`: measures, tables and figures of the implicit neural canvas."""

XINC = CONFIG.xinc
SIGNALS = XINC.signals or list(CONFIG.signals)
HEADS = XINC.heads.fields
FIELDS = XINC.fields or [name for name in CONFIG.fields if name not in HEADS]
FITS = [(s, f, seed) for s in SIGNALS for f in FIELDS for seed in CONFIG.seeds]
# fields that differ from others in their head only: measured, drawn in `fits` and `omission`
HEAD_SIGNALS = [
    s for s in SIGNALS if XINC.heads.signals is None or s in XINC.heads.signals
]
HEAD_FITS = [(s, f, seed) for s in HEAD_SIGNALS for f in HEADS for seed in CONFIG.seeds]
PICTURE = ["svg", "png"]


def of_fits(pattern, signal=None, fits=FITS):
    """Return a path for every fit of the study, or of one signal."""
    return [
        str(pattern).format(signal=s, field=f, seed=seed)
        for s, f, seed in fits
        if signal in (None, s)
    ]


def fits_of(signal, fits=FITS):
    """Return [field, seed] of every fit of a signal, in the order of `of_fits`."""
    return [[f, seed] for s, f, seed in fits if s == signal]


def definitions_of(field):
    """Return the definitions under which a field is measured."""
    return XINC.heads.definitions if field in HEADS else XINC.definitions


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
        opts=lambda wildcards: stage(
            "groupings",
            dump(XINC, include={"frames", "compared_frames"})
            | XINC.regions_of(wildcards.signal)
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
            dump(XINC, include={"area_shares"})
            | dump(CONFIG.tracing, include={"threads"})
            | {"definitions": definitions_of(wildcards.field)},
            field_module(wildcards),
        ),
    message:
        "measuring {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow measures --params {params.opts:q} --canvas {input.canvas:q}"
        " --digest {input.digest:q} --labels {input.labels:q} --measures {output.measures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule describe:
    input:
        measures=rules.measures.output.measures,
        painted=rules.fit.output.painted,
        frames=rules.frames.output.frames,
        flow=rules.flow.output.flow,
        masks=masks_of,
    output:
        dispersion="results/xinc/fits/{signal}/{field}/{seed}/dispersion.parquet",
        grouping="results/xinc/fits/{signal}/{field}/{seed}/grouping.parquet",
        curves="results/xinc/fits/{signal}/{field}/{seed}/curves.parquet",
        objects="results/xinc/fits/{signal}/{field}/{seed}/objects.parquet",
        motion="results/xinc/fits/{signal}/{field}/{seed}/motion.parquet",
        omission="results/xinc/fits/{signal}/{field}/{seed}/omission.parquet",
        intensity="results/xinc/fits/{signal}/{field}/{seed}/intensity.parquet",
        scalars="results/xinc/fits/{signal}/{field}/{seed}/scalars.parquet",
        provenance="results/xinc/fits/{signal}/{field}/{seed}/provenance.json",
    log:
        "results/logs/describe/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/describe/{signal}/{field}/{seed}.tsv"
    params:
        opts=lambda wildcards: stage(
            "describe",
            {
                "signal": wildcards.signal,
                "field": wildcards.field,
                "seed": int(wildcards.seed),
                "motion": dump(XINC.motion),
            },
        ),
        masks=lambda wildcards, input: f"--masks {input.masks}" if input.masks else "",
    message:
        "tables of {wildcards.field} on {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow describe --params {params.opts:q}"
        " --measures {input.measures:q} --painted {input.painted:q}"
        " --frames {input.frames:q} --flow {input.flow:q} {params.masks}"
        " --dispersion {output.dispersion:q} --grouping {output.grouping:q}"
        " --curves {output.curves:q} --objects {output.objects:q}"
        " --motion {output.motion:q} --omission {output.omission:q}"
        " --intensity {output.intensity:q} --scalars {output.scalars:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_signal:
    input:
        frames=rules.frames.output.frames,
        flow=rules.flow.output.flow,
        masks=masks_of,
    output:
        svg="results/xinc/figures/signal/{signal}.svg",
        png=report(
            "results/xinc/figures/signal/{signal}.png",
            caption="../report/figure_signal.rst",
            category="XINC",
            subcategory="Signals",
            labels={"signal": "{signal}"},
        ),
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
        painted=lambda wildcards: of_fits(
            rules.fit.output.painted, wildcards.signal, FITS + HEAD_FITS
        ),
        metrics=lambda wildcards: of_fits(
            rules.fit.output.metrics, wildcards.signal, FITS + HEAD_FITS
        ),
    output:
        svg="results/xinc/figures/fits/{signal}.svg",
        png=report(
            "results/xinc/figures/fits/{signal}.png",
            caption="../report/figure_fits.rst",
            category="XINC",
            subcategory="Fits",
            labels={"signal": "{signal}"},
        ),
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
                "fits": fits_of(wildcards.signal, FITS + HEAD_FITS),
                "converged": XINC.converged,
            },
        ),
    message:
        "figure fits of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-fits --params {params.opts:q} --frames {input.frames:q}"
        " --painted {input.painted:q} --metrics {input.metrics:q}"
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
        png=report(
            "results/xinc/figures/gallery/{signal}/{field}/{seed}.png",
            caption="../report/figure_gallery.rst",
            category="XINC",
            subcategory="Maps of neurons",
            labels={"signal": "{signal}", "field": "{field}", "seed": "{seed}"},
        ),
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
            rules.describe.output.dispersion, wildcards.signal
        ),
        metrics=lambda wildcards: of_fits(rules.fit.output.metrics, wildcards.signal),
    output:
        svg="results/xinc/figures/grouping/{signal}.svg",
        png=report(
            "results/xinc/figures/grouping/{signal}.png",
            caption="../report/figure_grouping.rst",
            category="XINC",
            subcategory="Grouping",
            labels={"signal": "{signal}"},
        ),
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
