"""The targets of the study `brain`: what its rules leave for the sets that are run."""


def left_of(name):
    """Return all that is left of a set; maps and what is made of them if there is a test."""
    one = BRAIN.sets[name]
    of_set = [rules.brain_scores, rules.figure_brain_scores, rules.brain_claims]
    of_cohort = [rules.brain_report, rules.figure_brain_slices]
    if any(one.tested(drop) for drop in one.drops):
        of_set += [rules.brain_agreement_tables, rules.figure_brain_agreement]
        of_cohort += [rules.figure_brain_maps, rules.brain_viewer]
    patterns = [path for rule in of_set + of_cohort for path in rule.output]
    return expand(patterns, set=name, cohort=one.cohorts)


rule brain:
    input:
        [left_of(name) for name in BRAIN.chosen],


rule brain_cohort:
    input:
        [left_of(name) for name in BRAIN.verdicts],
