"""Noise in the place of high frequencies: one operator, several encodings."""

NOISE = OINR.part("noise")
NOISE_FIELD = next(iter(NOISE.named("fields")), None)


NOISE_SEARCH = NOISE.search if NOISE.signals else None


def noise_params(name, values):
    """Return the parameters of a stage that fits."""
    field = _named(CONFIG.fields, "fields", NOISE.field)
    return stage(
        name,
        {
            "noise": dump(NOISE, exclude={"signals", "seeds", "search"}),
            "network": dump(field.network),
            "recipe": dump(field.recipe),
            "order": list(NOISE.encodings),
        }
        | values,
        module_of_field(field),
    )


rule oinr_noise_search:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames, signal=OINR.searches[NOISE_SEARCH].signal
        ),
    output:
        table="results/oinr/noise/rates.csv",
        chosen="results/oinr/noise/chosen.csv",
        provenance="results/oinr/noise/rates.provenance.json",
    log:
        "results/logs/oinr_noise_search.log",
    benchmark:
        "results/benchmarks/oinr_noise_search.tsv"
    priority: 20
    threads: CONFIG.fields[NOISE_FIELD].recipe.threads if NOISE_FIELD else 1
    resources:
        gpu=gpus_for(CONFIG.fields[NOISE_FIELD].recipe.device) if NOISE_FIELD else 0,
    params:
        opts=lambda wildcards: noise_params(
            "oinr-noise-search",
            dump(
                OINR.searches[NOISE_SEARCH],
                include={"signal", "budget", "steps", "seed"},
            )
            | {"rates": dump(OINR.rates)},
        ),
    message:
        "learning rates of encodings with and without noise"
    shell:
        "{PYTHON:q} -m inrflow oinr-noise-search --params {params.opts:q}"
        " --frames {input.frames:q} --table {output.table:q} --chosen {output.chosen:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule oinr_noise:
    input:
        frames=rules.frames.output.frames,
        rates=rules.oinr_noise_search.output.chosen if NOISE_SEARCH else [],
    output:
        table="results/oinr/noise/{signal}/noise.csv",
        pictures="results/oinr/noise/{signal}/pictures.safetensors",
        provenance="results/oinr/noise/{signal}/provenance.json",
    log:
        "results/logs/oinr_noise/{signal}.log",
    benchmark:
        "results/benchmarks/oinr_noise/{signal}.tsv"
    threads: CONFIG.fields[NOISE_FIELD].recipe.threads if NOISE_FIELD else 1
    resources:
        gpu=gpus_for(CONFIG.fields[NOISE_FIELD].recipe.device) if NOISE_FIELD else 0,
    params:
        opts=lambda wildcards: noise_params(
            "oinr-noise",
            {"signal": wildcards.signal, "seeds": NOISE.seeds or OINR.seeds},
        ),
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if NOISE_SEARCH else ""
        ),
    message:
        "an operator of {wildcards.signal} with noise in its encoding"
    shell:
        "{PYTHON:q} -m inrflow oinr-noise --params {params.opts:q} --frames {input.frames:q}"
        " {params.rates} --table {output.table:q} --pictures {output.pictures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_noise:
    input:
        frames=rules.frames.output.frames,
        table=rules.oinr_noise.output.table,
        pictures=rules.oinr_noise.output.pictures,
    output:
        svg="results/oinr/figures/noise_{signal}.svg",
        png=report(
            "results/oinr/figures/noise_{signal}.png",
            caption="../report/figure_oinr_noise.rst",
            category="O-INR",
            subcategory="Noise",
        ),
        provenance="results/oinr/figures/noise_{signal}.provenance.json",
    log:
        "results/logs/figure_oinr_noise/{signal}.log",
    benchmark:
        "results/benchmarks/figure_oinr_noise/{signal}.tsv"
    params:
        opts=lambda wildcards: stage("figure-oinr-noise", {"signal": wildcards.signal}),
    message:
        "figure of noise as encoding, {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-noise --params {params.opts:q}"
        " --frames {input.frames:q} --table {input.table:q} --pictures {input.pictures:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
