"""The command line: `python -m inrflow STAGE --params JSON --INPUT PATH ... --OUTPUT PATH ...`.

Snakemake writes these lines; any of them can be copied and run by hand. Besides them,
`python -m inrflow info FILE` says what a fit's file holds.
"""

import argparse
import gc
import inspect
import json
import logging
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from inrflow.config.names import nearest
from inrflow.errors import InputError
from inrflow.io.provenance import write_provenance
from inrflow.stages import STAGES


def main(arguments: list[str] | None = None) -> int:
    """Run one stage; on bad input write one line to standard error and return 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        _run(arguments)
    except InputError as error:
        sys.stderr.write(f"inrflow: error: {error}\n")
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"inrflow: error: {where}{error.strerror or error}\n")
        return 1
    return 0


def _run(arguments: list[str]) -> None:
    """Resolve the stage, read its arguments from its signature, call it, write provenance."""
    started = time.time()
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help"):
        sys.stdout.write(f"{__doc__}\nStages: {', '.join(STAGES)}\n")
        return
    if name == "info":
        _info(arguments[1:])
        return
    if name not in STAGES:
        raise InputError(f"unknown stage {name!r}{nearest(name, STAGES)}")
    module, _, attribute = STAGES[name].partition(":")
    function = getattr(_imported(module), attribute)
    options = vars(_parser(name, function).parse_args(arguments[1:]))
    provenance, params = options.pop("provenance"), _params(options.pop("params"))
    function(Params((k, v) for k, v in params.items() if k != "code"), **options)
    if provenance is not None:
        write_provenance(provenance, name, params, started)


def _info(arguments: list[str]) -> None:
    """Write what a fit's file holds."""
    if len(arguments) != 1:
        raise InputError(f"info: expected the file of a fit, found {len(arguments)} arguments")
    contents = _imported("inrflow.editing.info").contents
    sys.stdout.write("\n".join(contents(Path(arguments[0])).lines()) + "\n")


def _imported(module: str) -> ModuleType:
    """Import a module; what comes with it is no garbage, and looking for any costs a tenth more."""
    gc.disable()
    found = import_module(module)
    gc.freeze()
    gc.enable()
    return found


def _parser(name: str, function: Callable) -> argparse.ArgumentParser:
    """Make the parser of a stage: every keyword is a path, or several where annotated so."""
    parser = argparse.ArgumentParser(
        prog=f"inrflow {name}",
        description=inspect.getdoc(function),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--params", default="{}", help="JSON")
    parser.add_argument("--provenance", type=Path, help="json file to write")
    for keyword in list(inspect.signature(function).parameters.values())[1:]:
        many = keyword.annotation in (list[Path], list[Path] | None)
        required = keyword.default is inspect.Parameter.empty
        parser.add_argument(
            f"--{keyword.name.replace('_', '-')}",
            type=Path,
            nargs="+" if many else None,
            required=required,
        )
    return parser


class Params(dict):
    """What a stage was given; a key that it was not given is the caller's error."""

    def __missing__(self, key: str) -> None:
        """Say which key is missing."""
        raise InputError(f"--params: expected a key {key!r}, found {', '.join(self) or 'none'}")


def _params(text: str) -> dict:
    try:
        params = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"--params: expected JSON, found {text[:60]!r} ({error})") from None
    if not isinstance(params, dict):
        raise InputError(f"--params: expected a JSON object, found {text[:60]!r}")
    return params


if __name__ == "__main__":
    sys.exit(main())
