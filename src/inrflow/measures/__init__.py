"""Numbers that every study reports: quality of a fit, dispersion."""
