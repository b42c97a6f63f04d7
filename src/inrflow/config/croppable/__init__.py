"""The study `croppable`: its options, one module a part."""
