"""The target of the study `oinr`: what all of its rules leave."""


rule oinr:
    input:
        rules.figure_oinr_weights.output if WEIGHTS.pairs else [],
        of_pairs("comparisons.csv"),
