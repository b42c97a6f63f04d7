"""The target of the study `restoration`: what all of its rules leave."""


rule restoration:
    input:
        (
            [
                *rules.restoration_tables.output,
                *rules.restoration_claims.output,
                *rules.figure_restoration_scores.output,
                *rules.figure_restoration_curves.output,
                *expand(rules.figure_restoration_pictures.output, task=TASKS),
            ]
            if TASKS
            else []
        ),
