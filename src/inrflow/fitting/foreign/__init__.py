"""Weights from elsewhere: state dicts of published networks, turned into fits. One format a file.

Only tensors are read, see `inrflow.fields.tensors`.
"""
