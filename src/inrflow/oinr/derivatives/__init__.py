"""Derivatives of fitted fields in closed form, beside differences, autograd and the truth."""
