"""Slow, literal re-statements of published procedures, used only to check the package."""
