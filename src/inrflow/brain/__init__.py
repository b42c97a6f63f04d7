"""The study `brain`: slices imputed from clinical scans, and whether group differences survive."""
