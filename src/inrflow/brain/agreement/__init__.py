"""Whether a difference between groups survives imputation: maps compared, made truth found."""
