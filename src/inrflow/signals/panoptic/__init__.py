"""Panoptic clips on disk: pictures, id masks, and what the ids mean."""
