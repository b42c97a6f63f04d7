"""Fitting. A fit depends on frames, its field's own code, its recipe and its seed."""


def field_module(wildcards):
    """Return the module of a field's architecture, which the stages pick by name."""
    return module_of_field(field_of(wildcards))


def module_of_field(entry):
    """Return the module of an architecture."""
    return f"inrflow.fields.{entry.network.architecture}"


rule fit:
    input:
        frames=rules.frames.output.frames,
    output:
        fit="results/fits/{signal}/{field}/{seed}/fit.safetensors",
        painted="results/fits/{signal}/{field}/{seed}/painted.safetensors",
        history="results/fits/{signal}/{field}/{seed}/history.parquet",
        clock="results/fits/{signal}/{field}/{seed}/clock.parquet",
        metrics="results/fits/{signal}/{field}/{seed}/metrics.json",
        provenance="results/fits/{signal}/{field}/{seed}/provenance.json",
    log:
        "results/logs/fit/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/fit/{signal}/{field}/{seed}.tsv"
    priority: 10
    threads: lambda wildcards: field_of(wildcards).recipe.threads
    resources:
        gpu=gpus,
    params:
        opts=lambda wildcards: stage(
            "fit",
            dump(field_of(wildcards)) | {"seed": int(wildcards.seed)},
            field_module(wildcards),
        ),
    message:
        "fitting {wildcards.field} to {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow fit --params {params.opts:q} --frames {input.frames:q}"
        " --fit {output.fit:q} --painted {output.painted:q} --history {output.history:q}"
        " --clock {output.clock:q} --metrics {output.metrics:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
