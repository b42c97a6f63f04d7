"""Noise in the place of high frequencies: one operator, several encodings."""

NOISE = OINR.part("noise")
NOISE_FIELD = next(iter(NOISE.named("fields")), None)


def noise_params(wildcards):
    """Return the parameters of one signal."""
    field = _named(CONFIG.fields, "fields", NOISE.field)
    return stage(
        "oinr-noise",
        {
            "noise": dump(NOISE, exclude={"signals", "seeds"}),
            "network": dump(field.network),
            "recipe": dump(field.recipe),
            "order": list(NOISE.encodings),
            "signal": wildcards.signal,
            "seeds": NOISE.seeds or OINR.seeds,
        },
        module_of_field(field),
    )


rule oinr_noise:
    input:
        frames=rules.frames.output.frames,
        rates=expand(
            rules.search.output.chosen,
            study="oinr",
            search=NOISE.search or [],
            field=NOISE_FIELD or [],
        ),
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
        opts=noise_params,
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if NOISE.search else ""
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
