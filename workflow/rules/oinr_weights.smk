"""Weight space: fields between two fields, with and without matching."""

WEIGHTS = OINR.part("weights")
WEIGHTS_SEEDS = WEIGHTS.seeds or OINR.seeds
WEIGHTS_PAIR = WEIGHTS.figure.pair or next(iter(WEIGHTS.pairs), None)


def of_pairs(name):
    """Return an output of every pair."""
    return [f"results/oinr/weights/{pair}/{name}" for pair in WEIGHTS.pairs]


def pair_of(wildcards):
    """Return the signals of the pair that a path names."""
    return _named(WEIGHTS.pairs, "oinr.weights.pairs", wildcards.pair)


def weights_fields():
    """Return the entries of the part's fields by their names."""
    return {name: _named(CONFIG.fields, "fields", name) for name in WEIGHTS.fields}


def weights_params(wildcards):
    """Return the parameters of one pair."""
    fields, signals = weights_fields(), pair_of(wildcards)
    size = size_of("oinr.weights", WEIGHTS.fields, signals[0], WEIGHTS.budget)
    return stage(
        "oinr-weights",
        {
            "weights": dump(
                WEIGHTS, include={"recipe", "steps", "matching", "places", "layers"}
            ),
            "pair": wildcards.pair,
            "signals": signals,
            "seeds": WEIGHTS_SEEDS,
            "order": WEIGHTS.fields,
            "networks": {name: dump(field.network) for name, field in fields.items()},
            "recipes": {name: dump(field.recipe) for name, field in fields.items()},
            "size": size,
        },
        *sorted({module_of_field(field) for field in fields.values()}),
    )


rule oinr_weights:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames, signal=pair_of(wildcards)
        ),
        rates=expand(
            rules.search.output.chosen,
            study="oinr",
            search=WEIGHTS.search or [],
            field=WEIGHTS.fields,
        ),
    output:
        fits="results/oinr/weights/{pair}/fits.csv",
        lines="results/oinr/weights/{pair}/lines.csv",
        comparisons="results/oinr/weights/{pair}/comparisons.csv",
        strips="results/oinr/weights/{pair}/strips.safetensors",
        provenance="results/oinr/weights/{pair}/provenance.json",
    log:
        "results/logs/oinr_weights/{pair}.log",
    benchmark:
        "results/benchmarks/oinr_weights/{pair}.tsv"
    wildcard_constraints:
        pair=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    threads: lambda wildcards: max(f.recipe.threads for f in weights_fields().values())
    resources:
        gpu=lambda wildcards: max(
            gpus_for(field.recipe.device) for field in weights_fields().values()
        ),
    params:
        opts=weights_params,
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if WEIGHTS.search else ""
        ),
    message:
        "fields between two fields, pair {wildcards.pair}"
    shell:
        "{PYTHON:q} -m inrflow oinr-weights --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --fits {output.fits:q}"
        " --lines {output.lines:q} --comparisons {output.comparisons:q}"
        " --strips {output.strips:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_weights:
    input:
        fits=expand(rules.oinr_weights.output.fits, pair=WEIGHTS_PAIR or []),
        lines=expand(rules.oinr_weights.output.lines, pair=WEIGHTS_PAIR or []),
        comparisons=expand(
            rules.oinr_weights.output.comparisons, pair=WEIGHTS_PAIR or []
        ),
        strips=expand(rules.oinr_weights.output.strips, pair=WEIGHTS_PAIR or []),
    output:
        svg="results/oinr/figures/weights.svg",
        png=report(
            "results/oinr/figures/weights.png",
            caption="../report/figure_oinr_weights.rst",
            category="O-INR",
            subcategory="Weight space",
        ),
        provenance="results/oinr/figures/weights.provenance.json",
    log:
        "results/logs/figure_oinr_weights.log",
    benchmark:
        "results/benchmarks/figure_oinr_weights.tsv"
    params:
        opts=stage("figure-oinr-weights", {"places": WEIGHTS.figure.places}),
    message:
        "figure of fields between two fields"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-weights --params {params.opts:q}"
        " --fits {input.fits:q} --lines {input.lines:q}"
        " --comparisons {input.comparisons:q} --strips {input.strips:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
