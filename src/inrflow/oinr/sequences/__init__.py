"""Sequences: frames that were fitted, and unseen ones between them."""
