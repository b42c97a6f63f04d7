"""Operators on points that lie on no lattice: kernels' integrals as sums over neighbours.

The paper names this as a limit of O-INR (Pal et al., ICML 2024, section 6). Kernels that are
functions of the offset need no lattice: a sum over whichever nodes lie within the support, each
weighted by the part of its cell that the support covers, is the same integral. Two ways:

* The encoding is known everywhere, so all stages but the last may work on the field's lattice,
  and the last one's kernels be placed at the points: the rule stays as exact as on the lattice.
* All stages may work on a cloud of nodes (the samples themselves), and the last one be read at
  the same or other points: no lattice at all, at the error of a rule on random nodes.

Weights are divided by their sum and multiplied by the support's volume, which changes nothing on
a lattice and makes constants exact on clouds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64, Int64
from scipy.spatial import cKDTree
from torch import Tensor

from inrflow.config.networks.oinr_continuous import spacings_of
from inrflow.errors import InputError
from inrflow.fields.activations import identity
from inrflow.fields.oinr_kernel import OffsetKernel, covered

if TYPE_CHECKING:
    from inrflow.fields.oinr_continuous import OinrContinuous

ON_BORDER = 1e-6  # domain units: nearer to the border than float32 coordinates can tell
