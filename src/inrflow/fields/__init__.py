"""Neural fields: an encoding and a chain of named stages. Knows torch, not files."""
