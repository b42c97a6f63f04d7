"""inrflow: fit neural fields, trace which neuron paints which pixel, decide claims on your data."""

from snakemake.utils import min_version

min_version("9.18")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/signals.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/trace.smk"
include: "workflow/rules/xinc.smk"
include: "workflow/rules/paper.smk"


rule all:
    default_target: True
    input:
        rules.xinc.input,
