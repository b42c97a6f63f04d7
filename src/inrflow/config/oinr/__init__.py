"""Options of the study `oinr`; one file a part."""
