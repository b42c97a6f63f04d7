"""What all rules share: the checked configuration, parameters as one JSON text, names."""

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from inrflow.config.check import check
from inrflow.config.names import nearest
from inrflow.config.root import Config
from inrflow.errors import InputError
from inrflow.io.codehash import code_hash
from inrflow.stages import module_of

try:
    CONFIG = check(Config, config)
except InputError as error:
    raise WorkflowError(str(error)) from None

# the interpreter that runs Snakemake also runs the jobs, activated or not
PYTHON = sys.executable


wildcard_constraints:
    signal=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    field=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    seed=r"\d+",


def signal_of(wildcards):
    """Return the reader's options of the signal that a path names."""
    return _named(CONFIG.signals, "signals", wildcards.signal)


def field_of(wildcards):
    """Return network and recipe of the field that a path names."""
    return _named(CONFIG.fields, "fields", wildcards.field)


def _named(entries, kind, name):
    if name not in entries:
        raise WorkflowError(f"{kind}: unknown name {name!r}{nearest(name, entries)}")
    return entries[name]


def stage(name, values, *modules):
    """Return a stage's parameters as JSON: its own values and the hash of its code.

    Snakemake compares parameters as text. One JSON text keeps names, order and types in it, and
    the hash stands for the code that Snakemake cannot see. `modules` are those that the stage
    picks by name at run time.
    """
    code = code_hash(module_of(name), *modules)
    return json.dumps({**values, "code": code}, sort_keys=True)


def dump(model, **options):
    """Return a configuration block as plain values."""
    return model.model_dump(mode="json", **options)


def gpus(wildcards):
    """Return 1 if a fit of a field will use a GPU."""
    return gpus_for(field_of(wildcards).recipe.device)


def gpus_for(device):
    """Return 1 if a GPU will be used: asked for, or `auto` and there is one here."""
    there = any(Path("/dev").glob("nvidia[0-9]*")) or Path("/dev/dxg").exists()
    return int(device == "cuda" or (device == "auto" and there))
