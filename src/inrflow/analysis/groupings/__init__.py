"""Groups of pixels: one module a kind. A label map holds 0, 1, ...; -1 belongs to no group."""
