"""Sequences: networks fitted to all frames or to some, beside interpolation of frames."""

SEQUENCES = OINR.part("sequences")
SEQUENCE_SEEDS = SEQUENCES.seeds or OINR.seeds
SEQUENCE_SEARCH = SEQUENCES.search if SEQUENCES.signals else None
SEQUENCE_SEED = (
    SEQUENCE_SEEDS[0] if SEQUENCES.figure.seed is None else SEQUENCES.figure.seed
)


def of_sequences(name, seeds=SEQUENCE_SEEDS):
    """Return an output of every sequence."""
    return expand(
        "results/oinr/sequences/{signal}/{seed}/" + name,
        signal=SEQUENCES.signals,
        seed=seeds,
    )


def sequence_fields(wildcards=None):
    """Return the fields that are fitted to sequences."""
    return {name: _named(CONFIG.fields, "fields", name) for name in SEQUENCES.fields}


def sequence_params(name, values):
    """Return the parameters of a stage that fits."""
    fields = sequence_fields()
    return stage(
        name,
        {
            "sequences": dump(SEQUENCES, exclude={"signals", "seeds", "figure"}),
            "fields": {name: dump(field) for name, field in fields.items()},
            **values,
        },
        *sorted({module_of_field(field) for field in fields.values()}),
    )


def search_of_sequences(wildcards=None):
    """Return the search of learning rates."""
    return OINR.searches[SEQUENCE_SEARCH]


rule oinr_sequences_search:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames, signal=search_of_sequences().signal
        ),
    output:
        table="results/oinr/sequences/rates.csv",
        chosen="results/oinr/sequences/chosen.csv",
        provenance="results/oinr/sequences/rates.provenance.json",
    log:
        "results/logs/oinr_sequences_search.log",
    benchmark:
        "results/benchmarks/oinr_sequences_search.tsv"
    priority: 20
    threads: lambda wildcards: sequence_fields()[SEQUENCES.operator].recipe.threads
    resources:
        gpu=lambda wildcards: max(
            gpus_for(field.recipe.device) for field in sequence_fields().values()
        ),
    params:
        opts=lambda wildcards: sequence_params(
            "oinr-sequences-search",
            dump(search_of_sequences(), include={"signal", "budget", "steps", "seed"})
            | {"rates": dump(OINR.rates)},
        ),
    message:
        "learning rates of sequences, search {SEQUENCE_SEARCH}"
    shell:
        "{PYTHON:q} -m inrflow oinr-sequences-search --params {params.opts:q}"
        " --frames {input.frames:q} --table {output.table:q} --chosen {output.chosen:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule oinr_sequences:
    input:
        frames=rules.frames.output.frames,
        rates=rules.oinr_sequences_search.output.chosen if SEQUENCE_SEARCH else [],
    output:
        fits="results/oinr/sequences/{signal}/{seed}/fits.csv",
        courses="results/oinr/sequences/{signal}/{seed}/frames.csv",
        pictures="results/oinr/sequences/{signal}/{seed}/pictures.safetensors",
        provenance="results/oinr/sequences/{signal}/{seed}/provenance.json",
    log:
        "results/logs/oinr_sequences/{signal}/{seed}.log",
    benchmark:
        "results/benchmarks/oinr_sequences/{signal}/{seed}.tsv"
    threads: lambda wildcards: sequence_fields()[SEQUENCES.operator].recipe.threads
    resources:
        gpu=lambda wildcards: max(
            gpus_for(field.recipe.device) for field in sequence_fields().values()
        ),
    params:
        opts=lambda wildcards: sequence_params(
            "oinr-sequences",
            {"signal": wildcards.signal, "seed": int(wildcards.seed)},
        ),
        rates=lambda wildcards, input: f"--rates {input.rates}" if input.rates else "",
    message:
        "fitting frames of {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow oinr-sequences --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --fits {output.fits:q}"
        " --courses {output.courses:q} --pictures {output.pictures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule oinr_sequences_tables:
    input:
        fits=of_sequences("fits.csv"),
        courses=of_sequences("frames.csv"),
    output:
        table="results/oinr/tables/sequences.csv",
        frames="results/oinr/tables/sequences_frames.csv",
        provenance="results/oinr/tables/sequences.provenance.json",
    log:
        "results/logs/oinr_sequences_tables.log",
    benchmark:
        "results/benchmarks/oinr_sequences_tables.tsv"
    params:
        opts=stage("oinr-sequences-tables", {}),
    message:
        "tables of sequences"
    shell:
        "{PYTHON:q} -m inrflow oinr-sequences-tables --params {params.opts:q}"
        " --fits {input.fits:q} --courses {input.courses:q} --table {output.table:q}"
        " --frames {output.frames:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_oinr_sequences:
    input:
        frames=expand(rules.frames.output.frames, signal=SEQUENCES.signals),
        table=rules.oinr_sequences_tables.output.table,
        courses=rules.oinr_sequences_tables.output.frames,
        pictures=of_sequences("pictures.safetensors", [SEQUENCE_SEED]),
    output:
        svg="results/oinr/figures/sequences.svg",
        png=report(
            "results/oinr/figures/sequences.png",
            caption="../report/figure_oinr_sequences.rst",
            category="O-INR",
            subcategory="Sequences",
        ),
        provenance="results/oinr/figures/sequences.provenance.json",
    log:
        "results/logs/figure_oinr_sequences.log",
    benchmark:
        "results/benchmarks/figure_oinr_sequences.tsv"
    params:
        opts=stage(
            "figure-oinr-sequences",
            {
                "signals": SEQUENCES.signals,
                "methods": SEQUENCES.methods,
                "variants": {
                    name: dump(
                        _named(CONFIG.fields, "fields", SEQUENCES.operator).network
                    )
                    | dump(offset, exclude_none=True)
                    for name, offset in SEQUENCES.variants.items()
                },
                "seed": SEQUENCE_SEED,
                "seeds": SEQUENCE_SEEDS,
            },
        ),
    message:
        "figure of sequences"
    shell:
        "{PYTHON:q} -m inrflow figure-oinr-sequences --params {params.opts:q}"
        " --frames {input.frames:q} --table {input.table:q} --courses {input.courses:q}"
        " --pictures {input.pictures:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
