"""The ledger of the study `restoration`."""
