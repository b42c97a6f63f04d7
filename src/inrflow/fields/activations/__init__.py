"""Activations, one module each: `act(z)` and its `gain(z) = act(z) / z`, in closed form at 0.

A field imports those that it uses, so that a new one refits nothing.
"""
