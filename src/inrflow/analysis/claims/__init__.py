"""The claims of XINC, each decided by the scalars of independent fits."""
