"""Activations, one module each, of a mixture z and the activation's own numbers.

`act(z, **numbers)` bends. `gain(z, **numbers)` is (act(z) - act(0)) / z in closed form at 0: what
a contribution to z is multiplied with to be its share; act(0), where it is not 0, is nobody's, and
shared equally. Activations of pairs of numbers (complex ones) have `carried` instead of `gain`; see
`complex_gabor`.

A field imports those that it uses, so that a new one refits nothing.
"""
