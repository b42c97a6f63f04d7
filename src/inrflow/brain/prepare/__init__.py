"""Scans as found -> scans as the study reads them: canonical, on one grid, with a brain mask."""
