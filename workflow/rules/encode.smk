"""The study `encode`: fields of equal size on the same signals, over several seeds."""

from functools import cache

from inrflow.encoding.matched import target_of

ENCODE = CONFIG.encode
ENCODE_SEEDS = ENCODE.seeds
ENCODE_GROUPS = ENCODE.chosen
WAVES = {"audio", "melody"}  # readers whose signals are heard, not seen
ENCODED = [
    (g, s, f)
    for g, group in ENCODE_GROUPS.items()
    for s in group.signals
    for f in group.fields
]
SEEDED = [(*fit, seed) for fit in ENCODED for seed in ENCODE_SEEDS]
OF_SEARCH = {"learning_rate", "steps", "evaluations"}


wildcard_constraints:
    group=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    search=r"[A-Za-z0-9][A-Za-z0-9_-]*",


def search_of(wildcards):
    """Return the search that a path names."""
    return _named(ENCODE.searches, "encode.searches", wildcards.search)


def group_of(wildcards):
    """Return the group that a path names."""
    return _named(ENCODE.groups, "encode.groups", wildcards.group)


def size_of(where, fields, signal, budget):
    """Return how large the fields of a comparison are to be; files of unknown size tell later."""
    return _size_of(where, tuple(fields), signal, budget)


@cache  # every job of a comparison asks
def _size_of(where, fields, signal, budget):
    families = {name: CONFIG.fields[name].network for name in fields}
    shape = CONFIG.signals[signal].shape()
    if shape is None:
        told = {name: dump(network) for name, network in families.items()}
        return {"target": None, "budget": budget, "families": told, "signal": signal}
    try:
        return {"target": target_of(families, shape, budget, signal), "signal": signal}
    except InputError as error:
        raise WorkflowError(f"{where}: {error}") from None


def field_to_encode(wildcards, left_out):
    """Return a field's own part of the parameters: its recipe less what the study sets."""
    entry = field_of(wildcards)
    recipe = dump(entry.recipe, exclude=left_out)
    return {
        "field": wildcards.field,
        "network": dump(entry.network),
        "recipe": recipe,
    }


rule encode_search:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames, signal=search_of(wildcards).signal
        ),
    output:
        table="results/encode/searches/{search}/{field}/rates.csv",
        chosen="results/encode/searches/{search}/{field}/chosen.json",
        provenance="results/encode/searches/{search}/{field}/provenance.json",
    log:
        "results/logs/encode_search/{search}/{field}.log",
    benchmark:
        "results/benchmarks/encode_search/{search}/{field}.tsv"
    priority: 20
    threads: lambda wildcards: field_of(wildcards).recipe.threads
    resources:
        gpu=gpus,
    params:
        opts=lambda wildcards: stage(
            "encode-search",
            dump(search_of(wildcards), include={"steps", "seed"})
            | {"rates": dump(ENCODE.rates)}
            | field_to_encode(wildcards, OF_SEARCH)
            | size_of(
                f"encode.searches.{wildcards.search}",
                ENCODE.searched(wildcards.search),
                search_of(wildcards).signal,
                search_of(wildcards).budget,
            ),
            field_module(wildcards),
        ),
    message:
        "learning rate of {wildcards.field}, search {wildcards.search}"
    shell:
        "{PYTHON:q} -m inrflow encode-search --params {params.opts:q} --frames {input.frames:q}"
        " --table {output.table:q} --chosen {output.chosen:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def rate_of(wildcards):
    """Return the file that tells a field's learning rate; none where it has its own."""
    search = group_of(wildcards).search
    return expand(
        rules.encode_search.output.chosen, search=search or [], field=wildcards.field
    )


def of_each_seed(name):
    """Return an output of every seed: updated, not removed, when a seed is added."""
    path = f"results/encode/fits/{{group}}/{{signal}}/{{field}}/{{seed}}/{name}"
    return update(expand(path, seed=ENCODE_SEEDS, allow_missing=True))


rule encode_fit:
    input:
        frames=rules.frames.output.frames,
        rate=rate_of,
    output:
        fits=of_each_seed("fit.safetensors"),
        painted=of_each_seed("painted.safetensors"),
        histories=of_each_seed("history.parquet"),
        metrics=of_each_seed("metrics.json"),
        records=of_each_seed("made_of.json"),
        provenance="results/encode/fits/{group}/{signal}/{field}/provenance.json",
    log:
        "results/logs/encode_fit/{group}/{signal}/{field}.log",
    benchmark:
        "results/benchmarks/encode_fit/{group}/{signal}/{field}.tsv"
    priority: 10
    threads: lambda wildcards: field_of(wildcards).recipe.threads
    resources:
        gpu=gpus,
    params:
        opts=lambda wildcards: stage(
            "encode-fit",
            {
                "seeds": ENCODE_SEEDS,
                "steps": group_of(wildcards).steps,
                "evaluations": ENCODE.evaluations,
                # what outputs are kept by: the same hash that makes the job run again
                "version": code_hash(module_of("encode-fit"), field_module(wildcards)),
            }
            | field_to_encode(
                wildcards,
                (
                    OF_SEARCH
                    if group_of(wildcards).search
                    else OF_SEARCH - {"learning_rate"}
                ),
            )
            | size_of(
                f"encode.groups.{wildcards.group}",
                group_of(wildcards).fields,
                wildcards.signal,
                group_of(wildcards).budget,
            ),
            field_module(wildcards),
        ),
        rate=lambda wildcards, input: f"--rate {input.rate}" if input.rate else "",
    message:
        "fitting {wildcards.field} to {wildcards.signal}, group {wildcards.group}, all seeds"
    shell:
        "{PYTHON:q} -m inrflow encode-fit --params {params.opts:q} --frames {input.frames:q}"
        " {params.rate} --fits {output.fits:q} --painted {output.painted:q}"
        " --histories {output.histories:q} --metrics {output.metrics:q}"
        " --records {output.records:q} --provenance {output.provenance:q} > {log:q} 2>&1"


def of_encoded(name, group=None, signal=None, seeds=ENCODE_SEEDS):
    """Return a path for every fit of the study, of a group, or of a signal in it."""
    return [
        f"results/encode/fits/{g}/{s}/{f}/{seed}/{name}"
        for g, s, f, seed in SEEDED
        if group in (None, g) and signal in (None, s) and seed in seeds
    ]


rule encode_tables:
    input:
        metrics=of_encoded("metrics.json"),
        histories=of_encoded("history.parquet"),
    output:
        fits="results/encode/tables/fits.csv",
        curves="results/encode/tables/curves.parquet",
        table="results/encode/tables/fields.csv",
        numbers="results/encode/tables/fields.parquet",
        pairs="results/encode/tables/pairs.csv",
        orders="results/encode/tables/orders.csv",
        provenance="results/encode/tables/provenance.json",
    log:
        "results/logs/encode_tables.log",
    benchmark:
        "results/benchmarks/encode_tables.tsv"
    params:
        opts=stage(
            "encode-tables",
            {
                "fits": SEEDED,
                "methods": {
                    name: group.methods for name, group in ENCODE_GROUPS.items()
                },
            },
        ),
    message:
        "tables of the study encode"
    shell:
        "{PYTHON:q} -m inrflow encode-tables --params {params.opts:q}"
        " --metrics {input.metrics:q} --histories {input.histories:q} --fits {output.fits:q}"
        " --curves {output.curves:q} --table {output.table:q} --numbers {output.numbers:q}"
        " --pairs {output.pairs:q} --orders {output.orders:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
