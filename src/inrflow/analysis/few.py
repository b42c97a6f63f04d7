"""How many are too few."""

FEW = 50  # px: the mean of a smaller region is of too few to stand beside others as their equal
FEW_POINTS = 12  # so few have no neighbourhoods to preserve: UMAP's spectral start needs more
