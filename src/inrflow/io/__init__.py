"""Files: atomic writes, digests, provenance, the hash of the code that made an output."""
