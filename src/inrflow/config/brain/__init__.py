"""Options of the study `brain`."""
