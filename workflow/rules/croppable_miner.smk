"""MINER beside a field of cells: fits, sizes, and what a cropped border removes."""

MINER = CROPPABLE.part("miner")
MINED = [[signal, seed] for signal in MINER.signals for seed in MINER.seeds]
MINER_SHOWN = MINER.shown


rule croppable_miner:
    input:
        frames=rules.frames.output.frames,
    output:
        miner="results/croppable/miner/{signal}/{seed}/miner.safetensors",
        painted="results/croppable/miner/{signal}/{seed}/painted.safetensors",
        density="results/croppable/miner/{signal}/{seed}/density.safetensors",
        metrics="results/croppable/miner/{signal}/{seed}/metrics.json",
        provenance="results/croppable/miner/{signal}/{seed}/provenance.json",
    log:
        "results/logs/croppable_miner/{signal}/{seed}.log",
    benchmark:
        "results/benchmarks/croppable_miner/{signal}/{seed}.tsv"
    threads: MINER.recipe.threads
    resources:
        gpu=gpus_for(MINER.recipe.device),
    params:
        opts=lambda wildcards: stage(
            "croppable-miner",
            dump(MINER, include={"networks", "recipe", "field", "budget", "border"})
            | {
                "network": dump(CONFIG.fields[MINER.field].network),
                "signal": wildcards.signal,
                "seed": int(wildcards.seed),
            },
            module_of_field(CONFIG.fields[MINER.field]),
        ),
    message:
        "fitting MINER to {wildcards.signal}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow croppable-miner --params {params.opts:q}"
        " --frames {input.frames:q} --miner {output.miner:q} --painted {output.painted:q}"
        " --density {output.density:q} --metrics {output.metrics:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def of_mined(name, fits):
    """Return an output of some fits of MINER."""
    return [f"results/croppable/miner/{signal}/{seed}/{name}" for signal, seed in fits]


rule figure_croppable_miner:
    input:
        frames=expand(
            rules.frames.output.frames, signal=[signal for signal, _ in MINER_SHOWN]
        ),
        painted=of_mined("painted.safetensors", MINER_SHOWN),
        density=of_mined("density.safetensors", MINER_SHOWN),
        metrics=of_mined("metrics.json", MINED),
    output:
        svg="results/croppable/figures/miner.svg",
        png=report(
            "results/croppable/figures/miner.png",
            caption="../report/figure_croppable_miner.rst",
            category="Croppable",
            subcategory="MINER",
        ),
        provenance="results/croppable/figures/miner.provenance.json",
    log:
        "results/logs/figure_croppable_miner.log",
    benchmark:
        "results/benchmarks/figure_croppable_miner.tsv"
    params:
        opts=stage(
            "figure-croppable-miner",
            {"fits": MINED, "shown": MINER_SHOWN, "border": MINER.border},
        ),
    message:
        "figure of MINER beside cells"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-miner --params {params.opts:q}"
        " --frames {input.frames:q} --painted {input.painted:q} --density {input.density:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
