"""The target of the study `oinr`: what all of its rules leave."""


rule oinr:
    input:
        rules.figure_oinr_multiresolution.output if MULTIRESOLUTION.signals else [],
        expand(rules.figure_oinr_noise.output, signal=NOISE.signals),
        rules.figure_oinr_derivatives.output if DERIVATIVES.signals else [],
        rules.figure_oinr_weights.output if WEIGHTS.pairs else [],
        of_pairs("comparisons.csv"),
        rules.figure_oinr_sequences.output if OINR.part("sequences").signals else [],
        rules.figure_oinr_behaviour.output if BEHAVIOUR.signals else [],
        rules.figure_oinr_scattered.output if SCATTERED.signals else [],
        rules.oinr_claims.output if OINR_LEDGER else [],
