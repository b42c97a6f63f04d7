"""Tracing: which neuron paints which pixel. From a fit to a `Canvas` and back to maps."""
