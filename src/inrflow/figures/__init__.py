"""Figures: one module each, a pure `draw` and the stage that feeds it."""
