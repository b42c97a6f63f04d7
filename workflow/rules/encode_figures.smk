"""Figures of the study `encode`, and its target."""

WAVES = {"audio", "melody"}  # readers whose signals are heard, not seen


def shown_seed(block):
    """Return the seed that a figure of single fits shows."""
    return ENCODE.seeds[0] if block.seed is None else block.seed


def of_shown(name, wildcards, block):
    """Return an output of each field's shown seed on a signal of a group."""
    return of_compared(
        "encode", name, wildcards.group, wildcards.signal, [shown_seed(block)]
    )


def members_of(wildcards):
    """Return signals, fields and seeds of a group, for the figures' parameters."""
    group = group_named("encode", wildcards.group)
    names = {"group": wildcards.group, "seeds": ENCODE.seeds}
    return names | {"signals": group.signals, "fields": group.fields}


def one_of(wildcards, block):
    """Return the parameters of a figure of one signal: its options, names, the shown seed."""
    names = {"group": wildcards.group, "signal": wildcards.signal}
    names |= {
        "fields": group_named("encode", wildcards.group).fields,
        "seed": shown_seed(block),
    }
    return dump(block) | names


rule figure_encode_table:
    input:
        fits=rules.encode_tables.output.fits,
        numbers=rules.encode_tables.output.numbers,
    output:
        svg="results/encode/figures/table.svg",
        png=report(
            "results/encode/figures/table.png",
            caption="../report/figure_encode_table.rst",
            category="Encoding",
            subcategory="Table",
        ),
        provenance="results/encode/figures/table.provenance.json",
    log:
        "results/logs/figure_encode_table.log",
    benchmark:
        "results/benchmarks/figure_encode_table.tsv"
    params:
        opts=stage(
            "figure-encode-table",
            dump(ENCODE.figures.table)
            | {
                "groups": {name: group.fields for name, group in ENCODE_GROUPS.items()}
            },
        ),
    message:
        "figure of all fits of the study encode"
    shell:
        "{PYTHON:q} -m inrflow figure-encode-table --params {params.opts:q}"
        " --fits {input.fits:q} --numbers {input.numbers:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_encode_orders:
    input:
        orders=rules.encode_tables.output.orders,
    output:
        svg="results/encode/figures/orders.svg",
        png=report(
            "results/encode/figures/orders.png",
            caption="../report/figure_encode_orders.rst",
            category="Encoding",
            subcategory="Reported orders",
        ),
        provenance="results/encode/figures/orders.provenance.json",
    log:
        "results/logs/figure_encode_orders.log",
    benchmark:
        "results/benchmarks/figure_encode_orders.tsv"
    params:
        opts=stage("figure-encode-orders", dump(ENCODE.figures.orders)),
    message:
        "figure of reported orders"
    shell:
        "{PYTHON:q} -m inrflow figure-encode-orders --params {params.opts:q}"
        " --orders {input.orders:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_encode_curves:
    input:
        curves=rules.encode_tables.output.curves,
    output:
        svg="results/encode/figures/curves/{group}.svg",
        png=report(
            "results/encode/figures/curves/{group}.png",
            caption="../report/figure_encode_curves.rst",
            category="Encoding",
            subcategory="Learning curves",
            labels={"group": "{group}"},
        ),
        provenance="results/encode/figures/curves/{group}.provenance.json",
    log:
        "results/logs/figure_encode_curves/{group}.log",
    benchmark:
        "results/benchmarks/figure_encode_curves/{group}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-encode-curves",
            dump(ENCODE.figures.curves) | members_of(wildcards),
        ),
    message:
        "learning curves of group {wildcards.group}"
    shell:
        "{PYTHON:q} -m inrflow figure-encode-curves --params {params.opts:q}"
        " --curves {input.curves:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_encode_pictures:
    input:
        frames=rules.frames.output.frames,
        painted=lambda wildcards: of_shown(
            "painted.safetensors", wildcards, ENCODE.figures.pictures
        ),
        metrics=lambda wildcards: of_shown(
            "metrics.json", wildcards, ENCODE.figures.pictures
        ),
    output:
        svg="results/encode/figures/pictures/{group}/{signal}.svg",
        png=report(
            "results/encode/figures/pictures/{group}/{signal}.png",
            caption="../report/figure_encode_pictures.rst",
            category="Encoding",
            subcategory="Reconstructions",
            labels={"group": "{group}", "signal": "{signal}"},
        ),
        provenance="results/encode/figures/pictures/{group}/{signal}.provenance.json",
    log:
        "results/logs/figure_encode_pictures/{group}/{signal}.log",
    benchmark:
        "results/benchmarks/figure_encode_pictures/{group}/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-encode-pictures", one_of(wildcards, ENCODE.figures.pictures)
        ),
    message:
        "pictures of {wildcards.signal}, group {wildcards.group}"
    shell:
        "{PYTHON:q} -m inrflow figure-encode-pictures --params {params.opts:q}"
        " --frames {input.frames:q} --painted {input.painted:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_encode_waves:
    input:
        frames=rules.frames.output.frames,
        painted=lambda wildcards: of_shown(
            "painted.safetensors", wildcards, ENCODE.figures.waves
        ),
        metrics=lambda wildcards: of_shown(
            "metrics.json", wildcards, ENCODE.figures.waves
        ),
    output:
        svg="results/encode/figures/waves/{group}/{signal}.svg",
        png=report(
            "results/encode/figures/waves/{group}/{signal}.png",
            caption="../report/figure_encode_waves.rst",
            category="Encoding",
            subcategory="Reconstructions",
            labels={"group": "{group}", "signal": "{signal}"},
        ),
        provenance="results/encode/figures/waves/{group}/{signal}.provenance.json",
    log:
        "results/logs/figure_encode_waves/{group}/{signal}.log",
    benchmark:
        "results/benchmarks/figure_encode_waves/{group}/{signal}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-encode-waves", one_of(wildcards, ENCODE.figures.waves)
        ),
    message:
        "waves of {wildcards.signal}, group {wildcards.group}"
    shell:
        "{PYTHON:q} -m inrflow figure-encode-waves --params {params.opts:q}"
        " --frames {input.frames:q} --painted {input.painted:q}"
        " --metrics {input.metrics:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_encode_spectra:
    input:
        frames=lambda wildcards: expand(
            rules.frames.output.frames,
            signal=group_named("encode", wildcards.group).signals,
        ),
        painted=lambda wildcards: of_compared(
            "encode", "painted.safetensors", wildcards.group
        ),
    output:
        svg="results/encode/figures/spectra/{group}.svg",
        png=report(
            "results/encode/figures/spectra/{group}.png",
            caption="../report/figure_encode_spectra.rst",
            category="Encoding",
            subcategory="Spectra",
            labels={"group": "{group}"},
        ),
        provenance="results/encode/figures/spectra/{group}.provenance.json",
    log:
        "results/logs/figure_encode_spectra/{group}.log",
    benchmark:
        "results/benchmarks/figure_encode_spectra/{group}.tsv"
    params:
        opts=lambda wildcards: stage(
            "figure-encode-spectra",
            dump(ENCODE.figures.spectra) | members_of(wildcards),
        ),
    message:
        "spectra of group {wildcards.group}"
    shell:
        "{PYTHON:q} -m inrflow figure-encode-spectra --params {params.opts:q}"
        " --frames {input.frames:q} --painted {input.painted:q} --svg {output.svg:q}"
        " --png {output.png:q} --provenance {output.provenance:q} > {log:q} 2>&1"


def one_figure_a_signal():
    """Return the figure of every signal of every group: sounds as waves, others as pictures."""
    found = []
    for name, group in ENCODE_GROUPS.items():
        for signal in group.signals:
            heard = CONFIG.signals[signal].reader in WAVES
            kind = rules.figure_encode_waves if heard else rules.figure_encode_pictures
            found += expand(kind.output.png, group=name, signal=signal)
    return found


rule encode:
    input:
        [
            rules.encode_tables.output,
            rules.figure_encode_table.output.png,
            rules.figure_encode_orders.output.png,
            expand(
                [
                    rules.figure_encode_curves.output.png,
                    rules.figure_encode_spectra.output.png,
                ],
                group=ENCODE_GROUPS,
            ),
            one_figure_a_signal(),
        ]
        if ENCODE_GROUPS
        else [],
