"""Crops by object: cells read off a label map beside cells of a grid."""

OBJECTS = CROPPABLE.part("objects")
OF_OBJECTS = {"steps", "evaluations"}  # keys of a recipe that are set here


def recipe_of_objects(name):
    """Return a field's recipe as crops by object have it."""
    recipe = revised(CONFIG.fields[name].recipe, OBJECTS.recipe)
    return dump(recipe) | {"steps": OBJECTS.steps, "evaluations": 0}


OBJECTS_RECIPES = [
    recipe_of_objects(name) for name in OBJECTS.fields if OBJECTS.signals
]
OBJECTS_THREADS = max([recipe["threads"] for recipe in OBJECTS_RECIPES], default=1)
OBJECTS_GPUS = max(
    [gpus_for(recipe["device"]) for recipe in OBJECTS_RECIPES], default=0
)


rule croppable_objects:
    input:
        frames=rules.frames.output.frames,
        masks=rules.masks.output.masks,
    output:
        objects="results/croppable/objects/{signal}/objects.csv",
        labels="results/croppable/objects/{signal}/labels.safetensors",
        grid="results/croppable/objects/{signal}/grid.safetensors",
        provenance="results/croppable/objects/{signal}/provenance.json",
    log:
        "results/logs/croppable_objects/{signal}.log",
    benchmark:
        "results/benchmarks/croppable_objects/{signal}.tsv"
    threads: OBJECTS_THREADS
    resources:
        gpu=OBJECTS_GPUS,
    params:
        opts=lambda wildcards: stage(
            "croppable-objects",
            dump(OBJECTS, include={"seeds", "budget", "smallest", "join"})
            | {
                "signal": wildcards.signal,
                "of": dump(
                    _named(
                        OBJECTS.wanted, "croppable.objects.signals", wildcards.signal
                    )
                ),
                "fields": {
                    name: {
                        "network": dump(CONFIG.fields[name].network),
                        "recipe": recipe_of_objects(name),
                    }
                    for name in OBJECTS.fields
                },
            },
            *sorted({module_of_field(CONFIG.fields[name]) for name in OBJECTS.fields}),
        ),
    message:
        "crops by object of {wildcards.signal}"
    shell:
        "{PYTHON:q} -m inrflow croppable-objects --params {params.opts:q}"
        " --frames {input.frames:q} --masks {input.masks:q} --objects {output.objects:q}"
        " --labels {output.labels:q} --grid {output.grid:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def of_objects(path):
    """Return an output of every signal that an object is cropped out of."""
    return expand(path, signal=OBJECTS.signals)


rule figure_croppable_objects:
    input:
        frames=of_objects(rules.frames.output.frames),
        masks=of_objects(rules.masks.output.masks),
        objects=of_objects(rules.croppable_objects.output.objects),
        labels=of_objects(rules.croppable_objects.output.labels),
        grid=of_objects(rules.croppable_objects.output.grid),
    output:
        svg="results/croppable/figures/objects.svg",
        png=report(
            "results/croppable/figures/objects.png",
            caption="../report/figure_croppable_objects.rst",
            category="Croppable",
            subcategory="Objects",
        ),
        provenance="results/croppable/figures/objects.provenance.json",
    log:
        "results/logs/figure_croppable_objects.log",
    benchmark:
        "results/benchmarks/figure_croppable_objects.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-croppable-objects",
            dump(OBJECTS, include={"smallest", "join"})
            | {"of": {name: dump(one) for name, one in OBJECTS.wanted.items()}},
            module_of_field(CONFIG.fields[OBJECTS.fields[0]]),
        ),
    message:
        "figure of crops by object"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-objects --params {params.opts:q}"
        " --frames {input.frames:q} --masks {input.masks:q} --objects {input.objects:q}"
        " --labels {input.labels:q} --grid {input.grid:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"
