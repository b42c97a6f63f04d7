"""Every test runs with the package's shapes and types checked at run time."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numba
import pytest
import torch
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
    if not callable(function):  # a signature, as UMAP has them
        return compile_plain(function, **options)
    return compile_plain(**options)(inspect.unwrap(function))


# workers share the cores: two threads each would wait for one another
torch.set_num_threads(1)
numba.njit = njit
install_import_hook("inrflow", CHECK)


@pytest.fixture(scope="session")
def canvas_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., "Canvas"]:
    """Return the function from a field's name and a dtype to the canvas of its first weights."""
    from laws.fields import fit_of, trace  # noqa: PLC0415 (the hook comes first)

    @cache
    def written(name: str, dtype: str = "float32") -> "Canvas":
        return trace(tmp_path_factory.mktemp("canvas") / name, fit_of(name), dtype=dtype)

    return written


@pytest.fixture(scope="session")
def maps_of(canvas_of: Callable[..., "Canvas"]) -> Callable[..., torch.Tensor]:
    """Return the function from field, stage, frame, reading to all maps (neuron, y, x)."""
    from laws.fields import stack  # noqa: PLC0415 (the hook comes first)

    @cache
    def stacked(name: str, stage: str, frame: int, reading: str) -> torch.Tensor:
        return stack(canvas_of(name).view(stage, frame, reading))

    return stacked
