"""Samples that lie on no lattice: continuous operators, fields of coordinates, interpolation."""
