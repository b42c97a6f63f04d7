"""Do neurons form types? Clusters of neurons by where they paint (XINC Figs. 10, 12-14)."""
