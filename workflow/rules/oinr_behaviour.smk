"""Behaviour: how fields train over learning rates, seeds and initial weights, and how fast."""

BEHAVIOUR = OINR.part("behaviour")
BEHAVIOUR_SEEDS = BEHAVIOUR.seeds or OINR.seeds
BEHAVIOUR_SIGNAL = BEHAVIOUR.figure or next(iter(BEHAVIOUR.signals), None)


def of_behaviour(name, signals=BEHAVIOUR.signals):
    """Return an output of every field on some signals."""
    return [
        f"results/oinr/behaviour/{signal}/{field}/{name}"
        for signal in signals
        for field in BEHAVIOUR.fields
    ]


rule oinr_behaviour:
    input:
        frames=rules.frames.output.frames,
    output:
        fits="results/oinr/behaviour/{signal}/{field}/fits.csv",
        courses="results/oinr/behaviour/{signal}/{field}/courses.parquet",
        provenance="results/oinr/behaviour/{signal}/{field}/provenance.json",
    log:
        "results/logs/oinr_behaviour/{signal}/{field}.log",
    benchmark:
        "results/benchmarks/oinr_behaviour/{signal}/{field}.tsv"
    priority: 10
    threads: lambda wildcards: field_of(wildcards).recipe.threads
    resources:
        gpu=gpus,
    params:
        opts=lambda wildcards: stage(
            "oinr-behaviour",
            {
                "behaviour": dump(
                    BEHAVIOUR,
                    exclude={
                        "signals",
                        "seeds",
                        "within",
                        "reference",
                        "fields",
                        "figure",
                    },
                ),
                "seeds": BEHAVIOUR_SEEDS,
            }
            | field_to_fit(wildcards, field_of(wildcards).recipe, OF_SEARCH)
            | size_of(
                "oinr.behaviour",
                BEHAVIOUR.fields,
                wildcards.signal,
                BEHAVIOUR.budget,
            ),
            field_module(wildcards),
        ),
    message:
        "how {wildcards.field} trains on {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow oinr-behaviour --params {params.opts:q}"
        " --frames {input.frames:q} --fits {output.fits:q} --courses {output.courses:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule oinr_behaviour_tables:
    input:
        fits=of_behaviour("fits.csv"),
        courses=of_behaviour("courses.parquet"),
    output:
        every="results/oinr/tables/behaviour_fits.csv",
        summary="results/oinr/tables/behaviour.csv",
        provenance="results/oinr/tables/behaviour.provenance.json",
    log:
        "results/logs/oinr_behaviour_tables.log",
    benchmark:
        "results/benchmarks/oinr_behaviour_tables.tsv"
    params:
        opts=stage(
            "oinr-behaviour-tables", dump(BEHAVIOUR, include={"within", "reference"})
        ),
    message:
        "tables of how fields train"
    shell:
        "{PYTHON:q} -m inrflow oinr-behaviour-tables --params {params.opts:q}"
        " --fits {input.fits:q} --courses {input.courses:q} --every {output.every:q}"
        " --summary {output.summary:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_behaviour:
    input:
        fits=rules.oinr_behaviour_tables.output.every,
        summary=rules.oinr_behaviour_tables.output.summary,
        courses=of_behaviour("courses.parquet", [BEHAVIOUR_SIGNAL]),
    output:
        svg="results/oinr/figures/behaviour.svg",
        png=report(
            "results/oinr/figures/behaviour.png",
            caption="../report/figure_oinr_behaviour.rst",
            category="O-INR",
            subcategory="Training",
        ),
        provenance="results/oinr/figures/behaviour.provenance.json",
    log:
        "results/logs/figure_oinr_behaviour.log",
    benchmark:
        "results/benchmarks/figure_oinr_behaviour.tsv"
    params:
        opts=stage(
            "figure-oinr-behaviour",
            dump(
                BEHAVIOUR,
                include={
                    "fields",
                    "schemes",
                    "sweep_seeds",
                    "steps",
                    "within",
                    "share",
                    "reference",
                },
            )
            | {"signal": BEHAVIOUR_SIGNAL, "seeds": BEHAVIOUR_SEEDS},
        ),
    message:
        "figure of how fields train"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-behaviour --params {params.opts:q}"
        " --fits {input.fits:q} --summary {input.summary:q} --courses {input.courses:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
