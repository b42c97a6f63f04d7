"""One module a reader: `read(options) -> Signal`, and, where it has them, `segments` and `flow`."""
