"""Analyses of canvases: groups of pixels, one streaming pass of measures, dispersion."""
