"""Crops of fits: smaller files, and what they paint."""

CROPS = CROPPABLE.cropped


wildcard_constraints:
    crop="|".join(CROPS) or "none",


def cropped_fit(name):
    """Return the path of the fit that a crop is made of."""
    crop = CROPS[name]
    seed = CROPPABLE.seeds[0] if crop.seed is None else crop.seed
    fits = f"results/croppable/fits/{crop.group}/{crop.signal}/{crop.field}"
    return f"{fits}/{seed}/fit.safetensors"


def module_cropped(name):
    """Return the module of the architecture that a crop is made of."""
    return module_of_field(CONFIG.fields[CROPS[name].field])


rule croppable_crop:
    input:
        fit=lambda wildcards: cropped_fit(wildcards.crop),
    output:
        cropped="results/croppable/crops/{crop}/cropped.safetensors",
        report="results/croppable/crops/{crop}/report.json",
        provenance="results/croppable/crops/{crop}/provenance.json",
    log:
        "results/logs/croppable_crop/{crop}.log",
    benchmark:
        "results/benchmarks/croppable_crop/{crop}.tsv"
    params:
        opts=lambda wildcards: stage(
            "crop", dump(CROPS[wildcards.crop].keep), module_cropped(wildcards.crop)
        ),
    message:
        "cropping {wildcards.crop}"
    shell:
        "{PYTHON:q} -m inrflow crop --params {params.opts:q} --fit {input.fit:q}"
        " --cropped {output.cropped:q} --report {output.report:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_croppable_crops:
    input:
        frames=[
            f"results/signals/{crop.signal}/frames.safetensors"
            for crop in CROPS.values()
        ],
        fits=[cropped_fit(name) for name in CROPS],
        cropped=expand(rules.croppable_crop.output.cropped, crop=CROPS),
        reports=expand(rules.croppable_crop.output.report, crop=CROPS),
    output:
        svg="results/croppable/figures/crops.svg",
        png=report(
            "results/croppable/figures/crops.png",
            caption="../report/figure_croppable_crops.rst",
            category="Croppable",
            subcategory="Crops",
        ),
        provenance="results/croppable/figures/crops.provenance.json",
    log:
        "results/logs/figure_croppable_crops.log",
    benchmark:
        "results/benchmarks/figure_croppable_crops.tsv"
    params:
        opts=stage(
            "figure-croppable-crops",
            {
                "crops": [
                    {"name": name} | dump(crop, include={"signal", "field"})
                    for name, crop in CROPS.items()
                ]
            },
            *sorted({module_cropped(name) for name in CROPS}),
        ),
    message:
        "figure of crops"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-crops --params {params.opts:q}"
        " --frames {input.frames:q} --fits {input.fits:q} --cropped {input.cropped:q}"
        " --reports {input.reports:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
