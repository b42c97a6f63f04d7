"""The study `restoration`: fields fitted through a measurement, beside classical methods."""
