"""Threads of the compiled kernels: as many as torch uses, and no more."""

import numba
import torch

# OpenMP's idle workers spin: two jobs side by side would slow each other down tenfold
numba.config.THREADING_LAYER = "workqueue"


def follow_torch() -> None:
    """Let the next parallel kernels use torch's number of threads."""
    numba.set_num_threads(min(torch.get_num_threads(), numba.config.NUMBA_NUM_THREADS))
