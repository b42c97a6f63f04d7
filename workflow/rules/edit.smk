"""Edits of your own fits: crops and extensions, each from a fit or from another edit.

Asked for by name, or all of them by `edits`; not in `all`.
"""

from inrflow.config.editing import chain_of


def edit_of(wildcards):
    """Return the options of the edit that a path names."""
    return _named(CONFIG.edits, "edits", wildcards.edit)


def fit_before(wildcards):
    """Return the fit that an edit goes on from."""
    edit = edit_of(wildcards)
    if edit.of is not None:
        return f"results/edits/{edit.of}/fit.safetensors"
    return f"results/fits/{edit.signal}/{edit.field}/{edit.seed}/fit.safetensors"


def module_of_edit(wildcards):
    """Return the module of the edited field's architecture."""
    edit_of(wildcards)
    return module_of_field(
        CONFIG.fields[chain_of(wildcards.edit, CONFIG.edits)[-1].field]
    )


def tuning_of(wildcards):
    """Return the recipe by which an extension is fitted on; None: it is not."""
    tune = edit_of(wildcards).extend.tune
    return tune and tune.recipe


def edits_that(kind):
    """Return the names of the edits of a kind as a regular expression."""
    names = [
        name for name, edit in CONFIG.edits.items() if getattr(edit, kind) is not None
    ]
    return "|".join(names) or "(?!)"  # which nothing matches


rule crop_edit:
    input:
        fit=fit_before,
    output:
        fit="results/edits/{edit}/fit.safetensors",
        report="results/edits/{edit}/report.json",
        provenance="results/edits/{edit}/provenance.json",
    log:
        "results/logs/edits/{edit}.log",
    benchmark:
        "results/benchmarks/edits/{edit}.tsv"
    wildcard_constraints:
        edit=edits_that("crop"),
    params:
        opts=lambda wildcards: stage(
            "crop", dump(edit_of(wildcards).crop), module_of_edit(wildcards)
        ),
    message:
        "cropping: {wildcards.edit}"
    shell:
        "{PYTHON:q} -m inrflow crop --params {params.opts:q} --fit {input.fit:q}"
        " --cropped {output.fit:q} --report {output.report:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule extend_edit:
    input:
        fit=fit_before,
        frames=lambda wildcards: f"results/signals/{edit_of(wildcards).extend.to}/frames.safetensors",
    output:
        fit="results/edits/{edit}/fit.safetensors",
        provenance="results/edits/{edit}/provenance.json",
    log:
        "results/logs/edits/{edit}.log",
    benchmark:
        "results/benchmarks/edits/{edit}.tsv"
    wildcard_constraints:
        edit=edits_that("extend"),
    threads: lambda wildcards: getattr(tuning_of(wildcards), "threads", 1)
    resources:
        gpu=lambda wildcards: gpus_for(getattr(tuning_of(wildcards), "device", "cpu")),
    params:
        opts=lambda wildcards: stage(
            "extend",
            dump(edit_of(wildcards).extend, exclude={"to"}),
            module_of_edit(wildcards),
        ),
    message:
        "extending: {wildcards.edit}"
    shell:
        "{PYTHON:q} -m inrflow extend --params {params.opts:q} --fit {input.fit:q}"
        " --frames {input.frames:q} --extended {output.fit:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule decode_edit:
    input:
        fit="results/edits/{edit}/fit.safetensors",
    output:
        decoded="results/edits/{edit}/decoded.{suffix}",
        mask="results/edits/{edit}/decoded.{suffix}.mask.npy",
        provenance="results/edits/{edit}/decoded.{suffix}.provenance.json",
    log:
        "results/logs/edits/{edit}.{suffix}.log",
    benchmark:
        "results/benchmarks/edits/{edit}.{suffix}.tsv"
    wildcard_constraints:
        suffix=r"png|wav|mp4|npy|nii|nii\.gz",
    threads: lambda wildcards: edit_of(wildcards).decode.threads
    params:
        opts=lambda wildcards: stage(
            "decode", dump(edit_of(wildcards).decode), module_of_edit(wildcards)
        ),
    message:
        "decoding: {wildcards.edit}"
    shell:
        "{PYTHON:q} -m inrflow decode --params {params.opts:q} --fit {input.fit:q}"
        " --decoded {output.decoded:q} --mask {output.mask:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule edits:
    input:
        expand("results/edits/{edit}/fit.safetensors", edit=CONFIG.edits),
