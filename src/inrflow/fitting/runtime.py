"""Settings of the process that every torch stage makes before it begins."""

import ctypes
import inspect
import platform

import torch
from torch.optim import Optimizer

from inrflow.errors import InputError

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4


def prepare(threads: int, precision: str = "highest") -> None:
    """Fix threads and precision, flush denormals, keep freed memory in the process.

    Denormals make WIRE- and Gabor-like fields three times slower; glibc's habit of giving large
    activations back to the system at every step doubles the cost of batched layers.
    """
    _spare_compiler()
    torch.set_num_threads(threads)
    torch.set_float32_matmul_precision(precision)
    torch.backends.cudnn.allow_tf32 = precision != "highest"
    torch.set_flush_denormal(True)
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


def _spare_compiler() -> None:
    """Keep optimisers from importing torch's compiler, which takes 2 s of every process.

    They import it at their first use to mark some methods as not to be compiled; nothing is
    compiled here, so that each method may stand for its marked self.
    """
    for method in vars(Optimizer).values():
        plain = getattr(method, "__wrapped__", None)
        if plain is not None:
            plain.__dynamo_disable = plain


def plain_step(optimiser: Optimizer) -> None:
    """Make an optimiser's step, less the wrapper that imports torch's compiler."""
    with torch.no_grad():
        inspect.unwrap(type(optimiser).step)(optimiser)


def choose_device(name: str) -> torch.device:
    """Return the device; `auto` is CUDA if there is one, else the CPU."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError(
            "recipe.device: expected a CUDA GPU, found none; `auto` takes the CPU then"
        )
    return torch.device(name)
