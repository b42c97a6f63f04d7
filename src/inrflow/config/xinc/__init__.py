"""The study `xinc`: its options, one module an analysis or a figure."""
