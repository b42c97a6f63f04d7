"""Extension: a part is fitted, extended and fitted on, beside its baselines."""

EXTENSION = CROPPABLE.part("extension")
EXTENDED_SEEDS = EXTENSION.seeds or CONFIG.croppable.seeds
EXTENDED = [[signal, seed] for signal in EXTENSION.signals for seed in EXTENDED_SEEDS]
EXTENSION_SIGNAL = EXTENSION.figure.signal or next(iter(EXTENSION.signals), None)
EXTENSION_SEED = (
    EXTENDED_SEEDS[0] if EXTENSION.figure.seed is None else EXTENSION.figure.seed
)


def of_extended(name, fits=EXTENDED):
    """Return an output of some of the extensions."""
    return [f"results/croppable/extension/{s}/{seed}/{name}" for s, seed in fits]


def extended_fields(wildcards):
    """Return the fields of the extension by their roles."""
    return {
        role: _named(CONFIG.fields, "fields", name)
        for role, name in EXTENSION.fields.items()
    }


def extension_params(wildcards):
    """Return the parameters of one signal and seed."""
    fields = extended_fields(wildcards)
    return stage(
        "croppable-extension",
        {
            "extension": dump(EXTENSION, exclude={"seeds", "figure"}),
            "networks": {role: dump(field.network) for role, field in fields.items()},
            "recipes": {role: dump(field.recipe) for role, field in fields.items()},
            "signal": wildcards.signal,
            "seed": int(wildcards.seed),
        },
        *sorted({module_of_field(field) for field in fields.values()}),
    )


rule croppable_extension:
    input:
        frames=rules.frames.output.frames,
        rates=expand(
            rules.search.output.chosen,
            study="croppable",
            search=EXTENSION.search or [],
            field=list(EXTENSION.fields.values()),
        ),
    output:
        curves="results/croppable/extension/{signal}/{seed}/curves.parquet",
        metrics="results/croppable/extension/{signal}/{seed}/metrics.json",
        pictures="results/croppable/extension/{signal}/{seed}/pictures.safetensors",
        provenance="results/croppable/extension/{signal}/{seed}/provenance.json",
    log:
        "results/logs/croppable_extension/{signal}/{seed}.log",
    benchmark:
        "results/benchmarks/croppable_extension/{signal}/{seed}.tsv"
    threads: lambda wildcards: extended_fields(wildcards)["cells"].recipe.threads
    resources:
        gpu=lambda wildcards: max(
            gpus_for(field.recipe.device)
            for field in extended_fields(wildcards).values()
        ),
    params:
        opts=extension_params,
        rates=lambda wildcards, input: (
            f"--rates {input.rates}" if EXTENSION.search else ""
        ),
    message:
        "extending fits of a part of {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow croppable-extension --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --curves {output.curves:q}"
        " --metrics {output.metrics:q} --pictures {output.pictures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule croppable_extension_tables:
    input:
        curves=of_extended("curves.parquet"),
        metrics=of_extended("metrics.json"),
    output:
        courses="results/croppable/tables/extension_curves.parquet",
        fits="results/croppable/tables/extension_fits.csv",
        table="results/croppable/tables/extension.csv",
        pairs="results/croppable/tables/extension_pairs.csv",
        provenance="results/croppable/tables/extension.provenance.json",
    log:
        "results/logs/croppable_extension_tables.log",
    benchmark:
        "results/benchmarks/croppable_extension_tables.tsv"
    params:
        opts=stage(
            "croppable-extension-tables",
            {"fits": EXTENDED, "methods": EXTENSION.methods},
        ),
    message:
        "tables of the extensions"
    shell:
        "{PYTHON:q} -m inrflow croppable-extension-tables --params {params.opts:q}"
        " --curves {input.curves:q} --metrics {input.metrics:q} --courses {output.courses:q}"
        " --fits {output.fits:q} --table {output.table:q} --pairs {output.pairs:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_croppable_extension:
    input:
        frames=expand(rules.frames.output.frames, signal=EXTENSION_SIGNAL or []),
        curves=rules.croppable_extension_tables.output.courses,
        metrics=of_extended("metrics.json", [[EXTENSION_SIGNAL, EXTENSION_SEED]]),
        pictures=of_extended(
            "pictures.safetensors", [[EXTENSION_SIGNAL, EXTENSION_SEED]]
        ),
    output:
        svg="results/croppable/figures/extension.svg",
        png=report(
            "results/croppable/figures/extension.png",
            caption="../report/figure_croppable_extension.rst",
            category="Croppable",
            subcategory="Extension",
        ),
        provenance="results/croppable/figures/extension.provenance.json",
    log:
        "results/logs/figure_croppable_extension.log",
    benchmark:
        "results/benchmarks/figure_croppable_extension.tsv"
    params:
        opts=stage(
            "figure-croppable-extension",
            {
                "signal": EXTENSION_SIGNAL,
                "seed": EXTENSION_SEED,
                "seeds": EXTENDED_SEEDS,
                "methods": EXTENSION.methods,
                "steps": EXTENSION.steps,
                "fields": EXTENSION.fields,
            },
        ),
    message:
        "figure of extensions"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-extension --params {params.opts:q}"
        " --frames {input.frames:q} --curves {input.curves:q} --metrics {input.metrics:q}"
        " --pictures {input.pictures:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
