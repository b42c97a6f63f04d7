"""The study `restoration`: fields fitted through measurements, beside classical methods."""
