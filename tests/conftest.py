"""Every test runs with the package's shapes and types checked at run time."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numba
import pytest
from jaxtyping import install_import_hook

if TYPE_CHECKING:
    from inrflow.tracing.canvas import Canvas

# an int may stand where a float is expected, as PEP 484 has it
CHECK = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
compile_plain = numba.njit


def njit(function: Callable | None = None, **options: Any) -> Callable:
    """Compile what stands under the check: numba cannot compile the check itself."""
    if function is None:
        return lambda later: njit(later, **options)
    return compile_plain(**options)(inspect.unwrap(function))


numba.njit = njit
install_import_hook("inrflow", CHECK)


@pytest.fixture(scope="session")
def canvas_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], "Canvas"]:
    """Return the function from a field's name to the canvas of its initial weights."""
    from laws.fields import fit_of, trace  # noqa: PLC0415 (the hook comes first)

    @cache
    def written(name: str) -> "Canvas":
        return trace(tmp_path_factory.mktemp("canvas") / name, fit_of(name))

    return written
