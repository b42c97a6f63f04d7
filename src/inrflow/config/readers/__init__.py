"""One model per signal reader; the reader of the same name lives in `inrflow.signals.readers`."""
