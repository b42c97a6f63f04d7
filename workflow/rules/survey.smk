"""Surveys of panoptic data sets: tables of their clips, and clips chosen to differ."""


wildcard_constraints:
    dataset=r"[A-Za-z0-9][A-Za-z0-9_-]*",


def survey_of(wildcards):
    """Return the survey's options of the data set that a path names."""
    return _named(CONFIG.survey, "survey", wildcards.dataset)


def survey_params(name, wildcards, **options):
    """Return the parameters of a survey's stage, its reader's code included."""
    entry = survey_of(wildcards)
    values = dump(entry, **options) | {"name": wildcards.dataset}
    return stage(name, values, f"inrflow.signals.readers.{entry.dataset.reader}")


rule survey_clips:
    input:
        lambda wildcards: survey_of(wildcards).dataset.watched(),
    output:
        clips="results/survey/{dataset}/clips.csv",
        summary="results/survey/{dataset}/summary.csv",
        provenance="results/survey/{dataset}/clips.provenance.json",
    log:
        "results/logs/survey_clips/{dataset}.log",
    benchmark:
        "results/benchmarks/survey_clips/{dataset}.tsv"
    params:
        opts=lambda wildcards: survey_params(
            "survey-clips", wildcards, include={"dataset", "measured"}
        ),
    message:
        "surveying the clips of {wildcards.dataset}"
    shell:
        "{PYTHON:q} -m inrflow survey-clips --params {params.opts:q}"
        " --clips {output.clips:q} --summary {output.summary:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule survey_choice:
    input:
        clips=rules.survey_clips.output.clips,
    output:
        overlay="results/survey/{dataset}/overlay.yaml",
        provenance="results/survey/{dataset}/overlay.provenance.json",
    log:
        "results/logs/survey_choice/{dataset}.log",
    benchmark:
        "results/benchmarks/survey_choice/{dataset}.tsv"
    params:
        opts=lambda wildcards: survey_params(
            "survey-choice", wildcards, include={"dataset", "choose", "frames"}
        ),
    message:
        "choosing clips of {wildcards.dataset}"
    shell:
        "{PYTHON:q} -m inrflow survey-choice --params {params.opts:q}"
        " --clips {input.clips:q} --overlay {output.overlay:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule survey:
    input:
        expand(rules.survey_clips.output, dataset=CONFIG.survey),
        expand(rules.survey_choice.output, dataset=CONFIG.survey),
