"""Tracing: from a fit to its canvas. The digest beside a store is what downstream rules see."""

from inrflow.tracing.layout import canvas_bytes


def canvas_mb(wildcards):
    """Return the megabytes that a canvas will take, for the dry run; 1 where only the file tells."""
    options, network = signal_of(wildcards), field_of(wildcards).network
    try:
        shape, tracing = options.shape(), CONFIG.tracing.of(wildcards.field)
        if shape is None and getattr(options, "resize", None):
            network.plan((1, options.resize.height, options.resize.width, 3))
        return 1 + canvas_bytes(network, shape, tracing) // 10**6 if shape else 1
    except InputError as error:
        raise WorkflowError(
            f"{wildcards.field} on {wildcards.signal}: {error}"
        ) from None


rule trace:
    input:
        # a canvas that cannot be is refused while the DAG is made, before any job runs
        fit=lambda wildcards: canvas_mb(wildcards) and rules.fit.output.fit,
    output:
        canvas=directory("results/canvases/{signal}/{field}/{seed}/canvas.zarr"),
        digest="results/canvases/{signal}/{field}/{seed}/canvas.json",
        provenance="results/canvases/{signal}/{field}/{seed}/provenance.json",
    log:
        "results/logs/trace/{signal}/{field}/{seed}.log",
    benchmark:
        "results/benchmarks/trace/{signal}/{field}/{seed}.tsv"
    threads: CONFIG.tracing.threads
    resources:
        disk_mb=canvas_mb,
    params:
        opts=lambda wildcards: stage(
            "trace",
            {
                "tracing": dump(CONFIG.tracing.of(wildcards.field)),
                "signal": wildcards.signal,
                "field": wildcards.field,
            },
            field_module(wildcards),
        ),
    message:
        "tracing {wildcards.field} on {wildcards.signal}, seed {wildcards.seed};"
        " {resources.disk_mb} MB"
    shell:
        "{PYTHON:q} -m inrflow trace --params {params.opts:q} --fit {input.fit:q}"
        " --canvas {output.canvas:q} --digest {output.digest:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
