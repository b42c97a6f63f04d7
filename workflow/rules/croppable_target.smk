"""The target of the study `croppable`: what all of its rules leave."""


rule croppable:
    input:
        rules.croppable_tables.output if CROPPABLE.shown else [],
        rules.croppable_claims.output if CROPPABLE.shown else [],
        FIGURES_OF_TABLES,
        LOOKS_LEFT,
        rules.figure_croppable_miner.output.png if MINED else [],
        rules.figure_croppable_extension.output if EXTENDED else [],
        rules.figure_croppable_crops.output if CROPS else [],
        rules.figure_croppable_rate.output if RATED else [],
        rules.figure_croppable_objects.output if OBJECTS.signals else [],
