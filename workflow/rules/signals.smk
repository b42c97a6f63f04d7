"""Frames, masks and flow: separate rules, so that a mended mask refits nothing."""


def reader_module(wildcards):
    """Return the module that a stage of the signals picks by name."""
    return f"inrflow.signals.readers.{signal_of(wildcards).reader}"


def files_behind(wildcards, output):
    """Return the files behind an output of a signal; what a data set lacks is told in one line."""
    try:
        return signal_of(wildcards).depends_on(output)
    except InputError as error:
        raise WorkflowError(f"signals.{wildcards.signal}: {error}") from None


def options_of_frames(wildcards):
    """Return a reader's options less those that only its masks need."""
    options = signal_of(wildcards)
    return dump(options, exclude=set(getattr(options, "of_masks", ())))


def masks_of(wildcards):
    """Return the masks of a signal that has segments, else nothing."""
    return rules.masks.output.masks if signal_of(wildcards).has_segments else []


rule frames:
    input:
        lambda wildcards: files_behind(wildcards, "frames"),
    output:
        frames="results/signals/{signal}/frames.safetensors",
        provenance="results/signals/{signal}/frames.provenance.json",
    log:
        "results/logs/frames/{signal}.log",
    benchmark:
        "results/benchmarks/frames/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "frames",
            options_of_frames(wildcards),
            reader_module(wildcards),
        ),
    message:
        "reading the frames of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow frames --params {params.opts:q} --frames {output.frames:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule masks:
    input:
        lambda wildcards: files_behind(wildcards, "masks"),
    output:
        masks="results/signals/{signal}/masks.safetensors",
        provenance="results/signals/{signal}/masks.provenance.json",
    log:
        "results/logs/masks/{signal}.log",
    benchmark:
        "results/benchmarks/masks/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "masks", dump(signal_of(wildcards)), reader_module(wildcards)
        ),
    message:
        "reading the segments of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow masks --params {params.opts:q} --masks {output.masks:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule flow:
    input:
        frames=rules.frames.output.frames,
    output:
        flow="results/signals/{signal}/flow.safetensors",
        provenance="results/signals/{signal}/flow.provenance.json",
    log:
        "results/logs/flow/{signal}.log",
    benchmark:
        "results/benchmarks/flow/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "flow",
            options_of_frames(wildcards),
            reader_module(wildcards),
        ),
    message:
        "optical flow of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow flow --params {params.opts:q} --frames {input.frames:q}"
        " --flow {output.flow:q} --provenance {output.provenance:q} > {log:q} 2>&1"
