"""Clinical scans of whole ones, and whole ones imputed from those."""


def impute_params(name, wildcards, values):
    """Return the parameters of a stage of one method."""
    one, method = set_of(wildcards), imputation_of(wildcards)
    field = brain_field(wildcards)
    told = {"name": wildcards.method, "method": dump(method), "drop": wildcards.drop}
    told["measured"] = one.measured
    if field is None:
        return stage(name, told | values)
    told |= {"field": dump(field), "budget": one.budget, "seed": one.seed}
    told["families"] = families_of(one)
    return stage(name, told | values, module_of_field(field))


def brain_field(wildcards):
    """Return the field of a method; None for an interpolation."""
    method = imputation_of(wildcards)
    if method.kind == "interpolation":
        return None
    return _named(CONFIG.fields, "fields", method.field)


def families_of(one):
    """Return the networks of a set's fields, which are given one size, by their names."""
    names = {method.field for method in one.methods.values() if method.kind == "field"}
    return {name: dump(_named(CONFIG.fields, "fields", name).network) for name in names}


def brain_threads(wildcards):
    """Return the threads of a method's jobs."""
    field = brain_field(wildcards)
    if field is None:
        return 1
    return imputation_of(wildcards).recipe.get("threads", field.recipe.threads)


def brain_gpus(wildcards):
    """Return 1 if a method's jobs will use a GPU."""
    field = brain_field(wildcards)
    if field is None:
        return 0
    return gpus_for(imputation_of(wildcards).recipe.get("device", field.recipe.device))


def searched_rate(wildcards):
    """Return whether a method's learning rate is searched for."""
    method = imputation_of(wildcards)
    own = method.kind == "interpolation" or method.learning_rate is not None
    return set_of(wildcards).search is not None and not own


def begun_with(wildcards):
    """Return the folder of the fit that a warm start begins with; none of a cold one."""
    method = imputation_of(wildcards)
    after = None if method.kind == "interpolation" else method.after
    if after is None:
        return []
    told = {key: getattr(wildcards, key) for key in ("set", "cohort", "drop")}
    return IMPUTED.format(**told, method=after, part="000")


def begun_option(wildcards, input):
    """Return the option that names the fit of a warm start."""
    return f"--begin {input.begin}/first.safetensors" if input.begin else ""


def imputed_subjects(wildcards):
    """Return the names of a part's subjects that a method imputes."""
    method, drop = imputation_of(wildcards), drop_of(wildcards)
    return subjects_of_part(wildcards, fewer(drop.subjects, method.subjects))


IMPUTED = STUDIED + "/imputed/{drop}/{method}/{part}"
SEARCHED = STUDIED + "/searches/{drop}/{method}"


rule brain_drop:
    input:
        scans=COHORT + "/scans/{part}",
    output:
        out=directory(STUDIED + "/dropped/{drop}/{part}"),
        provenance=STUDIED + "/dropped/{drop}/{part}.provenance.json",
    log:
        "results/logs/brain_drop/{set}/{cohort}/{drop}/{part}.log",
    benchmark:
        "results/benchmarks/brain_drop/{set}/{cohort}/{drop}/{part}.tsv"
    params:
        opts=lambda wildcards: stage(
            "brain-drop",
            {
                "name": wildcards.drop,
                "drop": dump(drop_of(wildcards)),
                "subjects": subjects_of_part(wildcards, drop_of(wildcards).subjects),
            },
        ),
    message:
        "clinical scans of {wildcards.cohort}, {wildcards.drop}, part {wildcards.part}"
    shell:
        "{PYTHON:q} -m inrflow brain-drop --params {params.opts:q} --scans {input.scans:q}"
        " --out {output.out:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule brain_search:
    input:
        dropped=STUDIED + "/dropped/{drop}/000",
        begin=begun_with,
    output:
        table=SEARCHED + "/rates.csv",
        chosen=SEARCHED + "/chosen.json",
        provenance=SEARCHED + "/provenance.json",
    log:
        "results/logs/brain_search/{set}/{cohort}/{drop}/{method}.log",
    benchmark:
        "results/benchmarks/brain_search/{set}/{cohort}/{drop}/{method}.tsv"
    priority: 20
    threads: brain_threads
    resources:
        gpu=brain_gpus,
    params:
        opts=lambda wildcards: impute_params(
            "brain-search",
            wildcards,
            {
                "search": dump(set_of(wildcards).search),
                "subjects": subjects_in(wildcards.cohort)[
                    : drop_of(wildcards).subjects
                ],
            },
        ),
        begin=begun_option,
    message:
        "learning rates of {wildcards.method}, {wildcards.cohort}, {wildcards.drop}"
    shell:
        "{PYTHON:q} -m inrflow brain-search --params {params.opts:q}"
        " --dropped {input.dropped:q} {params.begin} --table {output.table:q}"
        " --chosen {output.chosen:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule brain_impute:
    input:
        dropped=rules.brain_drop.output.out,
        scans=COHORT + "/scans/{part}",
        rates=lambda wildcards: (
            [SEARCHED.format(**wildcards) + "/chosen.json"]
            if searched_rate(wildcards)
            else []
        ),
        begin=begun_with,
    output:
        out=directory(IMPUTED),
        provenance=IMPUTED + ".provenance.json",
    log:
        "results/logs/brain_impute/{set}/{cohort}/{drop}/{method}/{part}.log",
    benchmark:
        "results/benchmarks/brain_impute/{set}/{cohort}/{drop}/{method}/{part}.tsv"
    priority: 10
    threads: brain_threads
    resources:
        gpu=brain_gpus,
    params:
        stage=lambda wildcards: (
            "brain-interpolate" if brain_field(wildcards) is None else "brain-fit"
        ),
        opts=lambda wildcards: impute_params(
            "brain-interpolate" if brain_field(wildcards) is None else "brain-fit",
            wildcards,
            {"subjects": imputed_subjects(wildcards)},
        ),
        rates=lambda wildcards, input: f"--rates {input.rates}" if input.rates else "",
        begin=begun_option,
    message:
        "{wildcards.method} of {wildcards.cohort}, {wildcards.drop}, part {wildcards.part}"
    shell:
        "{PYTHON:q} -m inrflow {params.stage} --params {params.opts:q}"
        " --dropped {input.dropped:q} --scans {input.scans:q} {params.rates} {params.begin}"
        " --out {output.out:q} --provenance {output.provenance:q} > {log:q} 2>&1"
