"""Figures of the tables of the study `croppable`."""

TABLES_DRAWN = CROPPABLE.figures


def tables_of(block):
    """Return the tables that a figure shows, of groups that are run."""
    wanted = CROPPABLE.shown if block.tables is None else block.tables
    shown = {name: CROPPABLE.shown[name] for name in wanted if name in CROPPABLE.shown}
    return [{"name": name} | dump(table) for name, table in shown.items()]


def networks_of(block):
    """Return field -> network of all fields that a figure of tables shows."""
    fields = [field for table in tables_of(block) for field in table["fields"]]
    return {
        name: CONFIG.fields[name].network
        for name in [*fields, *getattr(block, "beside", [])]
    }


def kind_of(network):
    """Return what a field is, for its colour."""
    if hasattr(network, "global_width"):
        return "local-global"
    return "whole" if getattr(network, "partition", None) is None else "cells"


def shown_in(block):
    """Return the parameters of a figure of tables: its options, its tables, kinds of fields."""
    kinds = {name: kind_of(network) for name, network in networks_of(block).items()}
    return dump(block) | {"tables": tables_of(block), "kinds": kinds}


def cells_in_words(block):
    """Return field -> cells along each axis as text; its name where it does not say."""
    partitions = {
        name: getattr(network, "partition", None)
        for name, network in networks_of(block).items()
    }
    return {
        name: "x".join(map(str, told)) if isinstance(told, list) else name
        for name, told in partitions.items()
    }


rule figure_croppable_tables:
    input:
        fits=rules.croppable_tables.output.fits,
    output:
        svg="results/croppable/figures/tables.svg",
        png=report(
            "results/croppable/figures/tables.png",
            caption="../report/figure_croppable_tables.rst",
            category="Croppable",
            subcategory="Tables",
        ),
        provenance="results/croppable/figures/tables.provenance.json",
    log:
        "results/logs/figure_croppable_tables.log",
    benchmark:
        "results/benchmarks/figure_croppable_tables.tsv"
    params:
        opts=stage(
            "figure-croppable-tables",
            shown_in(TABLES_DRAWN.tables),
        ),
    message:
        "figure of the tables of the study croppable"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-tables --params {params.opts:q}"
        " --fits {input.fits:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_croppable_factors:
    input:
        fits=rules.croppable_tables.output.fits,
    output:
        svg="results/croppable/figures/factors.svg",
        png=report(
            "results/croppable/figures/factors.png",
            caption="../report/figure_croppable_factors.rst",
            category="Croppable",
            subcategory="Cells",
        ),
        provenance="results/croppable/figures/factors.provenance.json",
    log:
        "results/logs/figure_croppable_factors.log",
    benchmark:
        "results/benchmarks/figure_croppable_factors.tsv"
    params:
        opts=stage(
            "figure-croppable-factors",
            shown_in(TABLES_DRAWN.factors)
            | {"cells": cells_in_words(TABLES_DRAWN.factors)},
        ),
    message:
        "figure of numbers of cells"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-factors --params {params.opts:q}"
        " --fits {input.fits:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule figure_croppable_share:
    input:
        fits=rules.croppable_tables.output.fits,
    output:
        svg="results/croppable/figures/share.svg",
        png=report(
            "results/croppable/figures/share.png",
            caption="../report/figure_croppable_share.rst",
            category="Croppable",
            subcategory="Share",
        ),
        provenance="results/croppable/figures/share.provenance.json",
    log:
        "results/logs/figure_croppable_share.log",
    benchmark:
        "results/benchmarks/figure_croppable_share.tsv"
    params:
        opts=stage(
            "figure-croppable-share",
            shown_in(TABLES_DRAWN.share),
        ),
    message:
        "figure of shares of the global network"
    shell:
        "{PYTHON:q} -m inrflow figure-croppable-share --params {params.opts:q}"
        " --fits {input.fits:q} --svg {output.svg:q} --png {output.png:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


FIGURES_OF_TABLES = [
    drawn.output
    for drawn, block in (
        (rules.figure_croppable_tables, TABLES_DRAWN.tables),
        (rules.figure_croppable_factors, TABLES_DRAWN.factors),
        (rules.figure_croppable_share, TABLES_DRAWN.share),
    )
    if tables_of(block)
]
