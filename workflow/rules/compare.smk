"""Fits of groups of fields over seeds, for the studies that compare such: rates, then fits."""

from functools import cache

from inrflow.config.comparison import revised
from inrflow.config.root import COMPARISONS
from inrflow.encoding.matched import target_of

STUDIES = {name: getattr(CONFIG, name) for name in COMPARISONS}
OF_SEARCH = {"learning_rate", "steps", "evaluations"}


wildcard_constraints:
    study="|".join(STUDIES),
    group=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    search=r"[A-Za-z0-9][A-Za-z0-9_-]*",


def search_of(wildcards):
    """Return the search that a path names."""
    searches = STUDIES[wildcards.study].searches
    return _named(searches, f"{wildcards.study}.searches", wildcards.search)


def group_of(wildcards):
    """Return the group that a path names."""
    return group_named(wildcards.study, wildcards.group)


def group_named(study, name):
    """Return a group of a study."""
    return _named(STUDIES[study].groups, f"{study}.groups", name)


def recipe_in_group(wildcards):
    """Return a field's recipe as its group has it."""
    return revised(field_of(wildcards).recipe, group_of(wildcards).recipe)


def size_of(where, fields, signal, budget):
    """Return how large the fields of a comparison are to be; files of unknown size tell later."""
    return _size_of(where, tuple(fields), signal, budget)


@cache  # every job of a comparison asks
def _size_of(where, fields, signal, budget):
    if budget is None:
        return {"target": None, "budget": None, "signal": signal}
    families = {name: CONFIG.fields[name].network for name in fields}
    shape = CONFIG.signals[signal].shape()
    if shape is None or any(_waits(network) for network in families.values()):
        told = {name: dump(network) for name, network in families.items()}
        return {"target": None, "budget": budget, "families": told, "signal": signal}
    try:
        return {"target": target_of(families, shape, budget, signal), "signal": signal}
    except InputError as error:
        raise WorkflowError(f"{where}: {error}") from None


def _waits(network):
    """Say whether only the signal tells which cells a network has."""
    return getattr(network, "kept", None) == "occupied"


def field_to_fit(wildcards, recipe, left_out):
    """Return a field's own part of the parameters: its recipe less what the study sets."""
    return {
        "field": wildcards.field,
        "network": dump(field_of(wildcards).network),
        "recipe": dump(recipe, exclude=left_out),
    }


rule search:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames, signal=search_of(wildcards).signal
        ),
    output:
        table="results/{study}/searches/{search}/{field}/rates.csv",
        chosen="results/{study}/searches/{search}/{field}/chosen.json",
        provenance="results/{study}/searches/{search}/{field}/provenance.json",
    log:
        "results/logs/{study}_search/{search}/{field}.log",
    benchmark:
        "results/benchmarks/{study}_search/{search}/{field}.tsv"
    priority: 20
    threads: lambda wildcards: field_of(wildcards).recipe.threads
    resources:
        gpu=gpus,
    params:
        opts=lambda wildcards: stage(
            "search",
            dump(search_of(wildcards), include={"steps", "seed"})
            | {"rates": dump(STUDIES[wildcards.study].rates)}
            | field_to_fit(wildcards, field_of(wildcards).recipe, OF_SEARCH)
            | size_of(
                f"{wildcards.study}.searches.{wildcards.search}",
                STUDIES[wildcards.study].searched(wildcards.search),
                search_of(wildcards).signal,
                search_of(wildcards).budget,
            ),
            field_module(wildcards),
        ),
    message:
        "learning rate of {wildcards.field}, search {wildcards.search}"
    shell:
        "{PYTHON:q} -m inrflow search --params {params.opts:q} --frames {input.frames:q}"
        " --table {output.table:q} --chosen {output.chosen:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def rate_of(wildcards):
    """Return the file that tells a field's learning rate; none where it has its own."""
    return expand(
        rules.search.output.chosen,
        study=wildcards.study,
        search=group_of(wildcards).search or [],
        field=wildcards.field,
    )


def set_by(group):
    """Return the keys of a recipe that the study sets for a group."""
    return OF_SEARCH if group.search else OF_SEARCH - {"learning_rate"}


def of_each_seed(study, name):
    """Return an output of every seed: updated, not removed, when a seed is added."""
    path = f"results/{{study}}/fits/{{group}}/{{signal}}/{{field}}/{{seed}}/{name}"
    return update(expand(path, seed=STUDIES[study].seeds, allow_missing=True))


# one rule a study: outputs depend on its seeds, which a wildcard cannot tell
for study in STUDIES:

    rule:
        name:
            f"{study}_fit"
        input:
            frames=rules.frames.output.frames,
            rate=rate_of,
        output:
            fits=of_each_seed(study, "fit.safetensors"),
            painted=of_each_seed(study, "painted.safetensors"),
            histories=of_each_seed(study, "history.parquet"),
            metrics=of_each_seed(study, "metrics.json"),
            records=of_each_seed(study, "made_of.json"),
            provenance="results/{study}/fits/{group}/{signal}/{field}/provenance.json",
        log:
            "results/logs/{study}_fit/{group}/{signal}/{field}.log",
        benchmark:
            "results/benchmarks/{study}_fit/{group}/{signal}/{field}.tsv"
        wildcard_constraints:
            study=study,
        priority: 10
        threads: lambda wildcards: recipe_in_group(wildcards).threads
        resources:
            gpu=lambda wildcards: gpus_for(recipe_in_group(wildcards).device),
        params:
            opts=lambda wildcards: stage(
                "fit-group",
                {
                    "seeds": STUDIES[wildcards.study].seeds,
                    "steps": group_of(wildcards).steps,
                    "evaluations": STUDIES[wildcards.study].evaluations,
                    # what outputs are kept by: the same hash that makes the job run again
                    "version": code_hash(
                        module_of("fit-group"), field_module(wildcards)
                    ),
                }
                | field_to_fit(
                    wildcards, recipe_in_group(wildcards), set_by(group_of(wildcards))
                )
                | size_of(
                    f"{wildcards.study}.groups.{wildcards.group}",
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
            "{PYTHON:q} -m inrflow fit-group --params {params.opts:q} --frames {input.frames:q}"
            " {params.rate} --fits {output.fits:q} --painted {output.painted:q}"
            " --histories {output.histories:q} --metrics {output.metrics:q}"
            " --records {output.records:q} --provenance {output.provenance:q} > {log:q} 2>&1"


def compared(study):
    """Return (group, signal, field, seed) of every fit of a study."""
    block = STUDIES[study]
    return [
        (name, signal, field, seed)
        for name, group in block.chosen.items()
        for signal in group.signals
        for field in group.fields
        for seed in block.seeds
    ]


def of_compared(study, name, group=None, signal=None, seeds=None):
    """Return a path for every fit of a study, of a group, or of a signal in it."""
    return [
        f"results/{study}/fits/{g}/{s}/{f}/{seed}/{name}"
        for g, s, f, seed in compared(study)
        if group in (None, g)
        and signal in (None, s)
        and (seeds is None or seed in seeds)
    ]
