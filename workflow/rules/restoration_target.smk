"""The target of the study `restoration`: what all of its rules leave."""


rule restoration:
    input:
        [],
