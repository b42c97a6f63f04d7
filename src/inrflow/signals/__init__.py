"""Signals: what the user has, as arrays on regular lattices. Knows files, not torch."""
