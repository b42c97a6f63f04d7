"""What the parts of the study `oinr` share."""

OINR = CONFIG.oinr
