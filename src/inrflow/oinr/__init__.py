"""The study `oinr`: what operator fields (Pal et al., ICML 2024) can do beside plain encoding."""
