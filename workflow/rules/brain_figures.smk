"""Figures of the study `brain`."""


def groups_tested(wildcards):
    """Return the folders of a cohort's tests: of the whole scans, then of each drop."""
    folder = STUDIED.format(**wildcards) + "/group/"
    drops = [drop for drop, _ in tested_of(wildcards)]
    return [folder + drop for drop in [ORIGINAL, *drops]]


rule figure_brain_maps:
    input:
        groups=groups_tested,
    output:
        svg="results/brain/{set}/figures/maps/{cohort}.svg",
        png=report(
            "results/brain/{set}/figures/maps/{cohort}.png",
            caption="../report/figure_brain_maps.rst",
            category="Brain",
            subcategory="Maps",
        ),
        provenance="results/brain/{set}/figures/maps/{cohort}.provenance.json",
    log:
        "results/logs/figure_brain_maps/{set}/{cohort}.log",
    benchmark:
        "results/benchmarks/figure_brain_maps/{set}/{cohort}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-brain-maps",
            {"drops": tested_of(wildcards)} | dump(BRAIN.figures.maps),
        ),
    message:
        "figure of the maps of t, original and imputed, of {wildcards.cohort}"
    shell:
        "{PYTHON:q} -m inrflow figure-brain-maps --params {params.opts:q}"
        " --groups {input.groups:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_brain_scores:
    input:
        scores=rules.brain_scores.output.table,
    output:
        svg="results/brain/{set}/figures/scores.svg",
        png=report(
            "results/brain/{set}/figures/scores.png",
            caption="../report/figure_brain_scores.rst",
            category="Brain",
            subcategory="Scores",
        ),
        provenance="results/brain/{set}/figures/scores.provenance.json",
    log:
        "results/logs/figure_brain_scores/{set}.log",
    benchmark:
        "results/benchmarks/figure_brain_scores/{set}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-brain-scores",
            {
                "methods": list(set_of(wildcards).methods),
                "linear": set_of(wildcards).linear,
            }
            | dump(BRAIN.figures.scores),
        ),
    message:
        "figure of the errors of imputed slices, set {wildcards.set}"
    shell:
        "{PYTHON:q} -m inrflow figure-brain-scores --params {params.opts:q}"
        " --scores {input.scores:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def part_shown(wildcards):
    """Return the part of a cohort that holds the subject whose slices are shown."""
    count = len(subjects_in(wildcards.cohort))
    most = max(fewer(drop.subjects, count) for drop in set_of(wildcards).drops.values())
    number = min(BRAIN.figures.slices.subject, most - 1)
    return divmod(number, cohort_of(wildcards).subjects_per_job)


def painted_of_shown(wildcards):
    """Return the drops and methods that the subject shown is imputed by."""
    one, (part, place) = set_of(wildcards), part_shown(wildcards)
    number = part * cohort_of(wildcards).subjects_per_job + place
    return [
        {"drop": drop, "method": method}
        for drop, options in one.drops.items()
        for method, told in one.methods.items()
        if number < (fewer(options.subjects, told.subjects) or number + 1)
    ]


def drops_shown(wildcards):
    """Return the drops that the subject shown is imputed from, in the set's order."""
    return list(dict.fromkeys(job["drop"] for job in painted_of_shown(wildcards)))


def folders_shown(wildcards, path, jobs):
    """Return the folders of the part shown, of some jobs."""
    part = f"{part_shown(wildcards)[0]:03d}"
    told = {"set": wildcards.set, "cohort": wildcards.cohort, "part": part}
    return [path.format(**told, **job) for job in jobs]


rule figure_brain_slices:
    input:
        scans=lambda wildcards: folders_shown(wildcards, COHORT + "/scans/{part}", [{}]),
        dropped=lambda wildcards: folders_shown(
            wildcards,
            STUDIED + "/dropped/{drop}/{part}",
            [{"drop": drop} for drop in drops_shown(wildcards)],
        ),
        imputed=lambda wildcards: folders_shown(
            wildcards, IMPUTED, painted_of_shown(wildcards)
        ),
    output:
        svg="results/brain/{set}/figures/slices/{cohort}.svg",
        png=report(
            "results/brain/{set}/figures/slices/{cohort}.png",
            caption="../report/figure_brain_slices.rst",
            category="Brain",
            subcategory="Slices",
        ),
        provenance="results/brain/{set}/figures/slices/{cohort}.provenance.json",
    log:
        "results/logs/figure_brain_slices/{set}/{cohort}.log",
    benchmark:
        "results/benchmarks/figure_brain_slices/{set}/{cohort}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-brain-slices",
            {
                "drops": drops_shown(wildcards),
                "jobs": painted_of_shown(wildcards),
                "subject": part_shown(wildcards)[1],
            }
            | dump(BRAIN.figures.slices, include={"error"}),
        ),
    message:
        "figure of imputed slices of {wildcards.cohort}"
    shell:
        "{PYTHON:q} -m inrflow figure-brain-slices --params {params.opts:q}"
        " --scans {input.scans:q} --dropped {input.dropped:q} --imputed {input.imputed:q}"
        " --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
