"""Derivatives in closed form, beside differences, autograd and the truth."""

DERIVATIVES = OINR.part("derivatives")
DERIVATIVES_SIGNAL = DERIVATIVES.figure.signal or next(iter(DERIVATIVES.signals), None)


def derivatives_fields():
    """Return the entries of the part's fields by their names."""
    return {
        name: _named(CONFIG.fields, "fields", name) for _, name in DERIVATIVES.fields
    }


def derivatives_params(wildcards):
    """Return the parameters of one picture."""
    fields = derivatives_fields()
    return stage(
        "oinr-derivatives",
        {
            "derivatives": dump(DERIVATIVES, exclude={"signals", "seeds", "figure"}),
            "networks": {name: dump(field.network) for name, field in fields.items()},
            "recipes": {name: dump(field.recipe) for name, field in fields.items()},
            "timed": DERIVATIVES.timed,
            "signal": wildcards.signal,
            "seeds": DERIVATIVES.seeds or OINR.seeds,
        },
        *sorted({module_of_field(field) for field in fields.values()}),
    )


def of_derivatives(name):
    """Return an output of every picture."""
    return [f"results/oinr/derivatives/{one}/{name}" for one in DERIVATIVES.signals]


rule oinr_derivatives:
    input:
        frames=rules.frames.output.frames,
        rates=expand(
            rules.search.output.chosen,
            study="oinr",
            search=DERIVATIVES.search or [],
            field=[name for _, name in DERIVATIVES.fields],
        ),
    output:
        table="results/oinr/derivatives/{signal}/derivatives.csv",
        costs="results/oinr/derivatives/{signal}/costs.csv",
        shown="results/oinr/derivatives/{signal}/shown.safetensors",
        provenance="results/oinr/derivatives/{signal}/provenance.json",
    log:
        "results/logs/oinr_derivatives/{signal}.log",
    benchmark:
        "results/benchmarks/oinr_derivatives/{signal}.tsv"
    threads: max(field.recipe.threads for field in derivatives_fields().values())
    resources:
        gpu=max(
            gpus_for(field.recipe.device) for field in derivatives_fields().values()
        ),
    params:
        opts=derivatives_params,
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if DERIVATIVES.search else ""
        ),
    message:
        "derivatives of fields of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow oinr-derivatives --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --table {output.table:q}"
        " --costs {output.costs:q} --shown {output.shown:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_derivatives:
    input:
        tables=of_derivatives("derivatives.csv"),
        costs=of_derivatives("costs.csv"),
        shown=expand(
            rules.oinr_derivatives.output.shown, signal=DERIVATIVES_SIGNAL or []
        ),
    output:
        svg="results/oinr/figures/derivatives.svg",
        png=report(
            "results/oinr/figures/derivatives.png",
            caption="../report/figure_oinr_derivatives.rst",
            category="O-INR",
            subcategory="Derivatives",
        ),
        provenance="results/oinr/figures/derivatives.provenance.json",
    log:
        "results/logs/figure_oinr_derivatives.log",
    benchmark:
        "results/benchmarks/figure_oinr_derivatives.tsv"
    params:
        opts=stage(
            "figure-oinr-derivatives",
            {
                "columns": DERIVATIVES.shown,
                "encodings": list(DERIVATIVES.encodings),
                "pointwise": DERIVATIVES.pointwise,
            },
        ),
    message:
        "figure of derivatives"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-derivatives --params {params.opts:q}"
        " --tables {input.tables:q} --costs {input.costs:q} --shown {input.shown:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
