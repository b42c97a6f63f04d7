"""The targets of the study `brain`: what its rules leave for the sets that are run."""


rule brain:
    input:
        [left_of(name) for name in BRAIN.chosen],


rule brain_cohort:
    input:
        [left_of(name) for name in BRAIN.verdicts],
