"""Readers of cohorts: a BIDS folder, an ADNI download, a plain table, a made one."""
