"""Pages of a cohort: maps to be looked through, and a report."""
