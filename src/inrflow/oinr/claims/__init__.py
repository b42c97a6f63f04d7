"""The ledger of the study `oinr`."""
