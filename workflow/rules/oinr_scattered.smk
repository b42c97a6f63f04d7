"""Fields of samples that lie on no lattice."""

SCATTERED = OINR.part("scattered")
SCATTERED_SIGNAL = SCATTERED.figure.signal or next(iter(SCATTERED.signals), None)


def scattered_fields():
    """Return the fields that are fitted to points, by their names."""
    return {name: _named(CONFIG.fields, "fields", name) for name in SCATTERED.fields}


def scattered_params(wildcards):
    """Return the parameters of one signal."""
    fields = scattered_fields()
    return stage(
        "oinr-scattered",
        {
            "scattered": dump(SCATTERED, exclude={"signals", "seeds", "figure"}),
            "networks": {name: dump(field.network) for name, field in fields.items()},
            "recipes": {name: dump(field.recipe) for name, field in fields.items()},
            "signal": wildcards.signal,
            "seeds": SCATTERED.seeds or OINR.seeds,
        },
        *sorted({module_of_field(field) for field in fields.values()}),
    )


rule oinr_scattered:
    input:
        frames=rules.frames.output.frames,
        rates=expand(
            rules.search.output.chosen,
            study="oinr",
            search=SCATTERED.search or [],
            field=SCATTERED.fields,
        ),
    output:
        table="results/oinr/scattered/{signal}/scattered.csv",
        pictures="results/oinr/scattered/{signal}/pictures.safetensors",
        provenance="results/oinr/scattered/{signal}/provenance.json",
    log:
        "results/logs/oinr_scattered/{signal}.log",
    benchmark:
        "results/benchmarks/oinr_scattered/{signal}.tsv"
    threads: max((field.recipe.threads for field in scattered_fields().values()), default=1)
    resources:
        gpu=max(
            (gpus_for(field.recipe.device) for field in scattered_fields().values()),
            default=0,
        ),
    params:
        opts=scattered_params,
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if SCATTERED.search else ""
        ),
    message:
        "fields of scattered samples of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow oinr-scattered --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --table {output.table:q}"
        " --pictures {output.pictures:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_scattered:
    input:
        frames=expand(rules.frames.output.frames, signal=SCATTERED_SIGNAL or []),
        tables=[
            f"results/oinr/scattered/{signal}/scattered.csv"
            for signal in SCATTERED.signals
        ],
        pictures=expand(
            rules.oinr_scattered.output.pictures, signal=SCATTERED_SIGNAL or []
        ),
    output:
        svg="results/oinr/figures/scattered.svg",
        png=report(
            "results/oinr/figures/scattered.png",
            caption="../report/figure_oinr_scattered.rst",
            category="O-INR",
            subcategory="Scattered samples",
        ),
        provenance="results/oinr/figures/scattered.provenance.json",
    log:
        "results/logs/figure_oinr_scattered.log",
    benchmark:
        "results/benchmarks/figure_oinr_scattered.tsv"
    params:
        opts=stage(
            "figure-oinr-scattered",
            {"signal": SCATTERED_SIGNAL, "share": SCATTERED.figure.share},
        ),
    message:
        "figure of scattered samples"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-scattered --params {params.opts:q}"
        " --frames {input.frames:q} --tables {input.tables:q} --pictures {input.pictures:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
