"""Fitting: from a signal and a recipe to a `Fit`."""
