"""The target of the study `oinr`: what all of its rules leave."""


rule oinr:
    input:
        [],
