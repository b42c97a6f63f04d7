"""One model per architecture; its torch module of the same name lives in `inrflow.fields`."""
