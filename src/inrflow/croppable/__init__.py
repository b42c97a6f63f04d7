"""The study `croppable`: fields of cells, what a crop keeps, and what it costs."""
