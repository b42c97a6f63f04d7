"""Options of the study `restoration`."""
