"""The target of the study `croppable`: what all of its rules leave."""


rule croppable:
    input:
        rules.croppable_tables.output if CROPPABLE.shown else [],
