"""Extension of a fitted part to the whole signal, beside its baselines."""
