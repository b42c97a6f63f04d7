"""How fields train: over learning rates, seeds and initial weights, and how fast they are."""
