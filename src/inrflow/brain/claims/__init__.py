"""The ledger of the study `brain`."""
