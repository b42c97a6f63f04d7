"""One field for a picture at many sizes, beside fields of one size."""

MULTIRESOLUTION = OINR.part("multiresolution")
OF_SIZES = list(MULTIRESOLUTION.named("fields"))
SIZES_SEEDS = MULTIRESOLUTION.seeds or OINR.seeds
SIZES_FITS = [
    [signal, seed] for signal in MULTIRESOLUTION.signals for seed in SIZES_SEEDS
]
SIZES_SIGNAL = MULTIRESOLUTION.figure.signal or next(
    iter(MULTIRESOLUTION.signals), None
)
SIZES_SEED = (
    SIZES_SEEDS[0]
    if MULTIRESOLUTION.figure.seed is None
    else MULTIRESOLUTION.figure.seed
)


def sizes_fields():
    """Return the fields that are fitted to many sizes, or beside them, by their names."""
    return {name: _named(CONFIG.fields, "fields", name) for name in OF_SIZES}


def sizes_params(name, **values):
    """Return the parameters of a stage that fits to many sizes."""
    fields = sizes_fields()
    return stage(
        name,
        {
            "multiresolution": dump(
                MULTIRESOLUTION, exclude={"signals", "seeds", "rates", "figure"}
            ),
            "networks": {name: dump(field.network) for name, field in fields.items()},
            "recipes": {name: dump(field.recipe) for name, field in fields.items()},
            "order": OF_SIZES,
        }
        | values,
        *sorted({module_of_field(field) for field in fields.values()}),
    )


rule oinr_multiresolution_search:
    input:
        frames=expand(
            rules.frames.output.frames,
            signal=MULTIRESOLUTION.rates.signal if MULTIRESOLUTION.rates else [],
        ),
    output:
        table="results/oinr/multiresolution/rates/{field}/rates.csv",
        chosen="results/oinr/multiresolution/rates/{field}/chosen.json",
        provenance="results/oinr/multiresolution/rates/{field}/provenance.json",
    log:
        "results/logs/oinr_multiresolution_search/{field}.log",
    benchmark:
        "results/benchmarks/oinr_multiresolution_search/{field}.tsv"
    priority: 20
    threads: lambda wildcards: field_of(wildcards).recipe.threads
    resources:
        gpu=gpus,
    params:
        opts=lambda wildcards: sizes_params(
            "oinr-multiresolution-search",
            field=wildcards.field,
            rates=dump(OINR.rates),
            **dump(MULTIRESOLUTION.rates),
        ),
    message:
        "learning rate of {wildcards.field} at many sizes"
    shell:
        "{PYTHON:q} -m inrflow oinr-multiresolution-search --params {params.opts:q}"
        " --frames {input.frames:q} --table {output.table:q} --chosen {output.chosen:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule oinr_multiresolution:
    input:
        frames=rules.frames.output.frames,
        rates=expand(
            rules.oinr_multiresolution_search.output.chosen,
            field=OF_SIZES if MULTIRESOLUTION.rates else [],
        ),
    output:
        table="results/oinr/multiresolution/{signal}/{seed}/fits.csv",
        pictures="results/oinr/multiresolution/{signal}/{seed}/pictures.safetensors",
        provenance="results/oinr/multiresolution/{signal}/{seed}/provenance.json",
    log:
        "results/logs/oinr_multiresolution/{signal}/{seed}.log",
    benchmark:
        "results/benchmarks/oinr_multiresolution/{signal}/{seed}.tsv"
    priority: 5
    threads: max((field.recipe.threads for field in sizes_fields().values()), default=1)
    resources:
        gpu=max(
            (gpus_for(field.recipe.device) for field in sizes_fields().values()),
            default=0,
        ),
    params:
        opts=lambda wildcards: sizes_params(
            "oinr-multiresolution",
            signal=wildcards.signal,
            seed=int(wildcards.seed),
        ),
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if MULTIRESOLUTION.rates else ""
        ),
    message:
        "fields of many sizes of {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow oinr-multiresolution --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --table {output.table:q}"
        " --pictures {output.pictures:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule oinr_multiresolution_table:
    input:
        tables=[
            f"results/oinr/multiresolution/{signal}/{seed}/fits.csv"
            for signal, seed in SIZES_FITS
        ],
    output:
        table="results/oinr/multiresolution/multiresolution.csv",
        provenance="results/oinr/multiresolution/provenance.json",
    log:
        "results/logs/oinr_multiresolution_table.log",
    benchmark:
        "results/benchmarks/oinr_multiresolution_table.tsv"
    params:
        opts=stage("oinr-multiresolution-table", {"fits": SIZES_FITS}),
    message:
        "table of fields of many sizes"
    shell:
        "{PYTHON:q} -m inrflow oinr-multiresolution-table --params {params.opts:q}"
        " --tables {input.tables:q} --table {output.table:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_multiresolution:
    input:
        frames=expand(rules.frames.output.frames, signal=SIZES_SIGNAL or []),
        table=rules.oinr_multiresolution_table.output.table,
        pictures=expand(
            rules.oinr_multiresolution.output.pictures,
            signal=SIZES_SIGNAL or [],
            seed=SIZES_SEED,
        ),
    output:
        svg="results/oinr/figures/multiresolution.svg",
        png=report(
            "results/oinr/figures/multiresolution.png",
            caption="../report/figure_oinr_multiresolution.rst",
            category="O-INR",
            subcategory="Resolutions",
        ),
        provenance="results/oinr/figures/multiresolution.provenance.json",
    log:
        "results/logs/figure_oinr_multiresolution.log",
    benchmark:
        "results/benchmarks/figure_oinr_multiresolution.tsv"
    params:
        opts=stage(
            "figure-oinr-multiresolution",
            {
                "signal": SIZES_SIGNAL,
                "seed": SIZES_SEED,
                "lattice": MULTIRESOLUTION.lattice,
                "filter": MULTIRESOLUTION.filter,
                "steps": MULTIRESOLUTION.steps,
            },
        ),
    message:
        "figure of fields of many sizes"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-multiresolution --params {params.opts:q}"
        " --frames {input.frames:q} --table {input.table:q} --pictures {input.pictures:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
