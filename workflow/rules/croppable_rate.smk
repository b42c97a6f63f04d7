"""Bytes kept against area kept."""

RATE = CROPPABLE.rate
RATED = RATE.chosen(CROPPABLE.chosen)
RATE_REFITTED = [] if RATE.refitted is None else [RATE.refitted]
REFITS = [
    revised(CONFIG.fields[name].recipe, CROPPABLE.groups[RATE.group].recipe)
    for name in RATE_REFITTED
    if RATED
]
REFIT_THREADS = max([recipe.threads for recipe in REFITS], default=1)
REFIT_GPUS = max([gpus_for(recipe.device) for recipe in REFITS], default=0)


def fits_to_rate(wildcards):
    """Return the fits of the rate curve's fields, of each a seed after the other."""
    return [
        f"results/croppable/fits/{RATE.group}/{wildcards.signal}/{field}/{seed}/fit.safetensors"
        for field in [*RATE.fields, *RATE_REFITTED]
        for seed in CROPPABLE.seeds
    ]


rule croppable_rate:
    input:
        frames=rules.frames.output.frames,
        fits=fits_to_rate,
    output:
        rate="results/croppable/rate/{signal}/rate.csv",
        provenance="results/croppable/rate/{signal}/provenance.json",
    log:
        "results/logs/croppable_rate/{signal}.log",
    benchmark:
        "results/benchmarks/croppable_rate/{signal}.tsv"
    threads: REFIT_THREADS
    resources:
        gpu=REFIT_GPUS,
    params:
        opts=lambda wildcards, threads: stage(
            "croppable-rate",
            dump(RATE, include={"fields", "refitted", "areas"})
            | {
                "signal": wildcards.signal,
                "seeds": CROPPABLE.seeds,
                "threads": threads,
            },
            *sorted(
                {
                    module_of_field(CONFIG.fields[name])
                    for name in [*RATE.fields, *RATE_REFITTED]
                }
            ),
        ),
    message:
        "bytes kept against area kept of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow croppable-rate --params {params.opts:q}"
        " --frames {input.frames:q} --fits {input.fits:q} --rate {output.rate:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_croppable_rate:
    input:
        rates=expand(rules.croppable_rate.output.rate, signal=RATED),
    output:
        svg="results/croppable/figures/rate.svg",
        png=report(
            "results/croppable/figures/rate.png",
            caption="../report/figure_croppable_rate.rst",
            category="Croppable",
            subcategory="Rate",
        ),
        provenance="results/croppable/figures/rate.provenance.json",
    log:
        "results/logs/figure_croppable_rate.log",
    benchmark:
        "results/benchmarks/figure_croppable_rate.tsv"
    params:
        opts=stage("figure-croppable-rate", {}),
    message:
        "figure of bytes kept against area kept"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-rate --params {params.opts:q}"
        " --rates {input.rates:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
