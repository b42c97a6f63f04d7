"""The study `restoration`: fields fitted through measurements, beside classical methods."""

RESTORATION = CONFIG.restoration
TASKS = RESTORATION.chosen
RESTORED = [
    [name, signal, seed]
    for name, task in TASKS.items()
    for signal in task.signals
    for seed in RESTORATION.seeds
]
REFERENCES = [[name, signal] for name, task in TASKS.items() for signal in task.signals]


wildcard_constraints:
    task=r"[A-Za-z0-9][A-Za-z0-9_-]*",


def task_of(wildcards):
    """Return the task that a path names."""
    return _named(RESTORATION.tasks, "restoration.tasks", wildcards.task)


def task_fields(wildcards):
    """Return the fields of a task by their names."""
    return {name: CONFIG.fields[name] for name in task_of(wildcards).fields}


def task_params(name, wildcards, values, **change):
    """Return the parameters of a stage that fits all fields of a task to one picture."""
    task, fields = task_of(wildcards), task_fields(wildcards)
    told = dump(task, exclude={"signals", "search"}) | change
    return stage(
        name,
        {
            "task": told | {"signals": [values["signal"]]},
            "networks": {key: dump(field.network) for key, field in fields.items()},
            "recipes": {key: dump(field.recipe) for key, field in fields.items()},
        }
        | values,
        *sorted({module_of_field(field) for field in fields.values()}),
    )


def searched_params(wildcards):
    """Return the parameters of a search; evaluations lie as close as in the fits."""
    task = task_of(wildcards)
    every = RESTORATION.evaluations * task.search.steps // task.steps
    values = {
        "signal": task.search.signal,
        "rates": dump(RESTORATION.rates),
        "evaluations": max(1, every),
        "seed": task.search.seed,
    }
    return task_params("restoration-search", wildcards, values, steps=task.search.steps)


def task_gpus(wildcards):
    """Return 1 if a task's fits will use a GPU."""
    fields = task_fields(wildcards).values()
    device = task_of(wildcards).recipe.get("device")
    return max(gpus_for(device or field.recipe.device) for field in fields)


def task_threads(wildcards):
    """Return the threads of a task's fits."""
    field = next(iter(task_fields(wildcards).values()))
    return task_of(wildcards).recipe.get("threads", field.recipe.threads)


rule restoration_search:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames, signal=task_of(wildcards).search.signal
        ),
    output:
        table="results/restoration/searches/{task}/rates.csv",
        chosen="results/restoration/searches/{task}/chosen.json",
        provenance="results/restoration/searches/{task}/provenance.json",
    log:
        "results/logs/restoration_search/{task}.log",
    benchmark:
        "results/benchmarks/restoration_search/{task}.tsv"
    priority: 20
    threads: task_threads
    resources:
        gpu=task_gpus,
    params:
        opts=searched_params,
    message:
        "learning rates of all fields, task {wildcards.task}"
    shell:
        "{PYTHON:q} -m inrflow restoration-search --params {params.opts:q}"
        " --frames {input.frames:q} --table {output.table:q} --chosen {output.chosen:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule restoration_fit:
    input:
        frames=rules.frames.output.frames,
        rates=lambda wildcards: expand(
            rules.restoration_search.output.chosen,
            task=wildcards.task if task_of(wildcards).search else [],
        ),
    output:
        curves="results/restoration/fits/{task}/{signal}/{seed}/curves.parquet",
        metrics="results/restoration/fits/{task}/{signal}/{seed}/metrics.json",
        pictures="results/restoration/fits/{task}/{signal}/{seed}/pictures.safetensors",
        provenance="results/restoration/fits/{task}/{signal}/{seed}/provenance.json",
    log:
        "results/logs/restoration_fit/{task}/{signal}/{seed}.log",
    benchmark:
        "results/benchmarks/restoration_fit/{task}/{signal}/{seed}.tsv"
    priority: 10
    threads: task_threads
    resources:
        gpu=task_gpus,
    params:
        opts=lambda wildcards: task_params(
            "restoration-fit",
            wildcards,
            {
                "signal": wildcards.signal,
                "seed": int(wildcards.seed),
                "evaluations": RESTORATION.evaluations,
            },
        ),
        rates=lambda wildcards, input: f"--rates {input.rates}" if input.rates else "",
    message:
        "restoring {wildcards.signal} by fields, task {wildcards.task}, seed {wildcards.seed}"
    shell:
        "{PYTHON:q} -m inrflow restoration-fit --params {params.opts:q}"
        " --frames {input.frames:q} {params.rates} --curves {output.curves:q}"
        " --metrics {output.metrics:q} --pictures {output.pictures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule restoration_classical:
    input:
        frames=rules.frames.output.frames,
    output:
        table="results/restoration/classical/{task}/{signal}/scores.csv",
        pictures="results/restoration/classical/{task}/{signal}/pictures.safetensors",
        provenance="results/restoration/classical/{task}/{signal}/provenance.json",
    log:
        "results/logs/restoration_classical/{task}/{signal}.log",
    benchmark:
        "results/benchmarks/restoration_classical/{task}/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "restoration-classical",
            {
                "task": dump(task_of(wildcards), include={"measurement", "held_out"})
                | {
                    "signals": [wildcards.signal],
                    "fields": task_of(wildcards).fields[:1],
                    "budget": None,
                    "steps": 1,
                },
                "seeds": RESTORATION.seeds,
            },
        ),
    message:
        "restoring {wildcards.signal} by classical methods, task {wildcards.task}"
    shell:
        "{PYTHON:q} -m inrflow restoration-classical --params {params.opts:q}"
        " --frames {input.frames:q} --table {output.table:q} --pictures {output.pictures:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


def of_restored(name, fits=RESTORED):
    """Return an output of some of the fits."""
    return [f"results/restoration/fits/{t}/{s}/{seed}/{name}" for t, s, seed in fits]


def of_references(name, pictures=REFERENCES):
    """Return an output of some of the classical methods' jobs."""
    return [f"results/restoration/classical/{t}/{s}/{name}" for t, s in pictures]


def sirens():
    """Return the field of each task that the others are held against: its first plain SIREN."""
    found = {}
    for name, task in TASKS.items():
        plain = (
            field
            for field in task.fields
            if CONFIG.fields[field].network.architecture == "siren"
        )
        found[name] = next(plain, None)
    return found


rule restoration_tables:
    input:
        curves=of_restored("curves.parquet"),
        metrics=of_restored("metrics.json"),
        classical=of_references("scores.csv"),
    output:
        courses="results/restoration/tables/curves.parquet",
        fits="results/restoration/tables/fits.csv",
        table="results/restoration/tables/means.csv",
        pairs="results/restoration/tables/pairs.csv",
        provenance="results/restoration/tables/provenance.json",
    log:
        "results/logs/restoration_tables.log",
    benchmark:
        "results/benchmarks/restoration_tables.tsv"
    params:
        opts=stage(
            "restoration-tables",
            {"fits": RESTORED, "references": REFERENCES, "siren": sirens()},
        ),
    message:
        "tables of restorations"
    shell:
        "{PYTHON:q} -m inrflow restoration-tables --params {params.opts:q}"
        " --curves {input.curves:q} --metrics {input.metrics:q}"
        " --classical {input.classical:q} --courses {output.courses:q} --fits {output.fits:q}"
        " --table {output.table:q} --pairs {output.pairs:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"
