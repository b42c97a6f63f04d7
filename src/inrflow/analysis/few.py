"""How many pixels make a region."""

FEW = 50  # px: the mean of a smaller region is of too few to stand beside others as their equal
