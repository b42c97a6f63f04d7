"""Settings of the process that every torch stage makes before it begins."""

import ctypes
import platform

import torch

from inrflow.errors import InputError

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4


def prepare(threads: int, precision: str = "highest") -> None:
    """Fix threads and precision, flush denormals, keep freed memory in the process.

    Denormals make WIRE- and Gabor-like fields three times slower; glibc's habit of giving large
    activations back to the system at every step doubles the cost of batched layers.
    """
    torch.set_num_threads(threads)
    torch.set_float32_matmul_precision(precision)
    torch.backends.cudnn.allow_tf32 = precision != "highest"
    torch.set_flush_denormal(True)
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


def choose_device(name: str) -> torch.device:
    """Return the device; `auto` is CUDA if there is one, else the CPU."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError(
            "recipe.device: expected a CUDA GPU, found none; `auto` takes the CPU then"
        )
    return torch.device(name)
