"""inrflow: fit neural fields, trace which neuron paints which pixel, decide claims on your data."""

from snakemake.utils import min_version

min_version("9.18")


configfile: workflow.basedir + "/config/config.yaml"  # also with --directory


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/signals.smk"
include: "workflow/rules/survey.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/decode.smk"
include: "workflow/rules/edit.smk"
include: "workflow/rules/trace.smk"
include: "workflow/rules/xinc.smk"
include: "workflow/rules/xinc_types.smk"
include: "workflow/rules/xinc_faithfulness.smk"
include: "workflow/rules/xinc_distribution.smk"
include: "workflow/rules/xinc_objects.smk"
include: "workflow/rules/xinc_claims.smk"
include: "workflow/rules/compare.smk"
include: "workflow/rules/encode.smk"
include: "workflow/rules/encode_figures.smk"
include: "workflow/rules/croppable.smk"
include: "workflow/rules/croppable_figures.smk"
include: "workflow/rules/croppable_seams.smk"
include: "workflow/rules/croppable_seams_figures.smk"
include: "workflow/rules/croppable_miner.smk"
include: "workflow/rules/croppable_extension.smk"
include: "workflow/rules/croppable_crops.smk"
include: "workflow/rules/croppable_rate.smk"
include: "workflow/rules/croppable_objects.smk"
include: "workflow/rules/croppable_claims.smk"
include: "workflow/rules/croppable_target.smk"
include: "workflow/rules/oinr.smk"
include: "workflow/rules/oinr_multiresolution.smk"
include: "workflow/rules/oinr_noise.smk"
include: "workflow/rules/oinr_derivatives.smk"
include: "workflow/rules/oinr_behaviour.smk"
include: "workflow/rules/oinr_weights.smk"
include: "workflow/rules/oinr_sequences.smk"
include: "workflow/rules/oinr_scattered.smk"
include: "workflow/rules/oinr_claims.smk"
include: "workflow/rules/oinr_target.smk"
include: "workflow/rules/restoration.smk"
include: "workflow/rules/restoration_figures.smk"
include: "workflow/rules/restoration_claims.smk"
include: "workflow/rules/restoration_target.smk"
include: "workflow/rules/brain.smk"
include: "workflow/rules/brain_cohorts.smk"
include: "workflow/rules/brain_impute.smk"
include: "workflow/rules/brain_scores.smk"
include: "workflow/rules/brain_group.smk"
include: "workflow/rules/brain_agreement.smk"
include: "workflow/rules/brain_figures.smk"
include: "workflow/rules/brain_report.smk"
include: "workflow/rules/brain_target.smk"
include: "workflow/rules/paper.smk"


rule all:
    default_target: True
    input:
        rules.xinc.input,
        rules.encode.input,
        rules.croppable.input,
        rules.oinr.input,
        rules.restoration.input,
        rules.brain.input,
