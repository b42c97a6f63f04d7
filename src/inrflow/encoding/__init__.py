"""The study `encode`: fair budgets, fair learning rates, and what fits of equal size show."""
