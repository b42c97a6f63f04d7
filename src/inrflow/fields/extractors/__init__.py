"""Feature extractors of INCODE, frozen: what a signal looks like, in 50, 64 or 128 numbers.

Their names and shapes are torchvision's, so that a user's weights load; torchvision itself is
not needed.
"""
