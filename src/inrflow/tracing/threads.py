"""Threads of the compiled kernels: as many as torch uses, and no more."""

import os

# set before numba loads OpenMP, whose idle workers would spin: two jobs side by side on the same
# cores would slow each other down tenfold
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numba
import torch


def follow_torch() -> None:
    """Let the next parallel kernels use torch's number of threads.

    With one thread OpenMP would still keep its team in step, so that another layer is asked for;
    numba settles on one at the first call.
    """
    if torch.get_num_threads() == 1:
        numba.config.THREADING_LAYER = "workqueue"
    numba.set_num_threads(min(torch.get_num_threads(), numba.config.NUMBA_NUM_THREADS))
