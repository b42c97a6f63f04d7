"""Seams of all fits, and of a picture's: with overlaps, on the way, taught by one network."""

SEAMED = {
    name: group
    for name, group in CROPPABLE.chosen.items()
    if name in (CROPPABLE.seams.groups or CROPPABLE.groups)
}
SEAM_SIGNALS = list(dict.fromkeys(s for g in SEAMED.values() for s in g.signals))
SEAM_FITS = [fit for fit in compared("croppable") if fit[0] in SEAMED]
LOOKS = {
    name: getattr(CROPPABLE, name) for name in ("overlap", "snapshots", "distillation")
}
OF_DISTILLATION = [CROPPABLE.distillation.teacher, CROPPABLE.distillation.student]
LOOKED = {name for name, block in LOOKS.items() if block.group in CROPPABLE.chosen}
FIT_OF = "results/croppable/fits/{group}/{signal}/{field}/{seed}/fit.safetensors"


def signal_looked_at(name):
    """Return the signal of a block; none where its group is not run."""
    block = LOOKS[name]
    if name not in LOOKED:
        return []
    return block.signal or CROPPABLE.chosen[block.group].signals[0]


def fits_looked_at(name, fields, seeds):
    """Return the group's fits that a block starts from."""
    return expand(
        FIT_OF,
        group=LOOKS[name].group if name in LOOKED else [],
        signal=signal_looked_at(name),
        field=fields,
        seed=seeds,
    )


def frames_looked_at(name):
    """Return the frames of a block's signal."""
    return expand(rules.frames.output.frames, signal=signal_looked_at(name))


def fields_looked_at(name, fields):
    """Return the fields of a block; none where its group is not run."""
    return [CONFIG.fields[field] for field in fields if name in LOOKED]


def modules_looked_at(name, fields):
    """Return the modules that build the fields of a block."""
    return [module_of_field(field) for field in fields_looked_at(name, fields)]


def recipes_looked_at(name, fields):
    """Return the recipes of a block's fields, as its group has them."""
    return [
        revised(field.recipe, CROPPABLE.chosen[LOOKS[name].group].recipe)
        for field in fields_looked_at(name, fields)
    ]


def threads_looked_at(name, fields):
    """Return the most threads that a fit of a block asks for."""
    return max((one.threads for one in recipes_looked_at(name, fields)), default=1)


def gpus_looked_at(name, fields):
    """Return 1 if a fit of a block will use a GPU."""
    recipes = recipes_looked_at(name, fields)
    return max((gpus_for(one.device) for one in recipes), default=0)


rule croppable_seams:
    input:
        frames=expand(rules.frames.output.frames, signal=SEAM_SIGNALS),
        painted=[
            f"results/croppable/fits/{g}/{s}/{f}/{seed}/painted.safetensors"
            for g, s, f, seed in SEAM_FITS
        ],
    output:
        seams="results/croppable/seams/seams.csv",
        fields="results/croppable/seams/fields.csv",
        pairs="results/croppable/seams/pairs.csv",
        provenance="results/croppable/seams/provenance.json",
    log:
        "results/logs/croppable_seams.log",
    benchmark:
        "results/benchmarks/croppable_seams.tsv"
    params:
        opts=stage("croppable-seams", {"signals": SEAM_SIGNALS, "fits": SEAM_FITS}),
    message:
        "jumps at the borders of cells"
    shell:
        "{PYTHON:q} -m inrflow croppable-seams --params {params.opts:q}"
        " --frames {input.frames:q} --painted {input.painted:q} --seams {output.seams:q}"
        " --fields {output.fields:q} --pairs {output.pairs:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule croppable_overlap:
    input:
        frames=frames_looked_at("overlap"),
        fits=fits_looked_at("overlap", CROPPABLE.overlap.fields, CROPPABLE.seeds[:1]),
    output:
        table="results/croppable/overlap/overlap.csv",
        pairs="results/croppable/overlap/pairs.csv",
        shown="results/croppable/overlap/shown.safetensors",
        provenance="results/croppable/overlap/provenance.json",
    log:
        "results/logs/croppable_overlap.log",
    benchmark:
        "results/benchmarks/croppable_overlap.tsv"
    threads: threads_looked_at("overlap", CROPPABLE.overlap.fields)
    resources:
        gpu=gpus_looked_at("overlap", CROPPABLE.overlap.fields),
    params:
        opts=stage(
            "croppable-overlap",
            dump(CROPPABLE.overlap, include={"fields", "samples", "steps"})
            | {
                "signal": signal_looked_at("overlap"),
                "seeds": CROPPABLE.overlap.seeds or CROPPABLE.seeds,
            },
            *modules_looked_at("overlap", CROPPABLE.overlap.fields),
        ),
    message:
        "fits of cells that see their neighbours' samples"
    shell:
        "{PYTHON:q} -m inrflow croppable-overlap --params {params.opts:q}"
        " --frames {input.frames:q} --fits {input.fits:q} --table {output.table:q}"
        " --pairs {output.pairs:q} --shown {output.shown:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule croppable_snapshots:
    input:
        frames=frames_looked_at("snapshots"),
        fits=fits_looked_at(
            "snapshots", CROPPABLE.snapshots.fields, CROPPABLE.seeds[:1]
        ),
    output:
        table="results/croppable/snapshots/snapshots.csv",
        shown="results/croppable/snapshots/shown.safetensors",
        provenance="results/croppable/snapshots/provenance.json",
    log:
        "results/logs/croppable_snapshots.log",
    benchmark:
        "results/benchmarks/croppable_snapshots.tsv"
    threads: threads_looked_at("snapshots", CROPPABLE.snapshots.fields)
    resources:
        gpu=gpus_looked_at("snapshots", CROPPABLE.snapshots.fields),
    params:
        opts=stage(
            "croppable-snapshots",
            dump(CROPPABLE.snapshots, include={"fields", "steps"})
            | {
                "signal": signal_looked_at("snapshots"),
                "seed": (
                    CROPPABLE.seeds[0]
                    if CROPPABLE.snapshots.seed is None
                    else CROPPABLE.snapshots.seed
                ),
            },
            *modules_looked_at("snapshots", CROPPABLE.snapshots.fields),
        ),
    message:
        "what fields paint on the way"
    shell:
        "{PYTHON:q} -m inrflow croppable-snapshots --params {params.opts:q}"
        " --frames {input.frames:q} --fits {input.fits:q} --table {output.table:q}"
        " --shown {output.shown:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule croppable_distil:
    input:
        frames=frames_looked_at("distillation"),
        teachers=fits_looked_at(
            "distillation", CROPPABLE.distillation.teacher, CROPPABLE.seeds
        ),
        student=fits_looked_at(
            "distillation", CROPPABLE.distillation.student, CROPPABLE.seeds[:1]
        ),
    output:
        table="results/croppable/distillation/distillation.csv",
        pairs="results/croppable/distillation/pairs.csv",
        provenance="results/croppable/distillation/provenance.json",
    log:
        "results/logs/croppable_distil.log",
    benchmark:
        "results/benchmarks/croppable_distil.tsv"
    threads: threads_looked_at("distillation", OF_DISTILLATION)
    resources:
        gpu=gpus_looked_at("distillation", OF_DISTILLATION),
    params:
        opts=stage(
            "croppable-distil",
            dump(CROPPABLE.distillation, include={"teacher", "student"})
            | {"signal": signal_looked_at("distillation"), "seeds": CROPPABLE.seeds},
            *modules_looked_at("distillation", OF_DISTILLATION),
        ),
    message:
        "cells that one network teaches between the samples"
    shell:
        "{PYTHON:q} -m inrflow croppable-distil --params {params.opts:q}"
        " --frames {input.frames:q} --teachers {input.teachers:q}"
        " --student {input.student:q} --table {output.table:q} --pairs {output.pairs:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
