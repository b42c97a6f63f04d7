"""Scales of a signal, and blocks of a scale.

Source: MINER's released code. The target at scale s of n is the signal's mean over cubes of
2^(n - 1 - s) samples a side; an estimate is carried to the next scale by linear interpolation
along each axis, its samples in the middle of what they stand for. Axes of one sample stay.
"""

from itertools import product

import torch
import torch.nn.functional as F
from einops import rearrange, reduce
from jaxtyping import Float, Int
from torch import Tensor

from inrflow.config.networks.axes import Shape, axes_of
from inrflow.errors import InputError

MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}
APART = "(f a) (y b) (x c) channel -> (f y x) (a b c) channel"
Values = Float[Tensor, "frame y x channel"]
Other = Float[Tensor, "frames height width channel"]  # on the lattice of another scale
Blocks = Float[Tensor, "block sample channel"]


def refuse_sides(shape: Shape, block: int, scales: int) -> None:
    """Refuse a signal that the pyramid's blocks do not tile.

    Raises:
        InputError: a side is no multiple of block x 2^(scales - 1).
    """
    whole = block * 2 ** (scales - 1)
    for axis in axes_of(shape):
        if shape[axis] % whole:
            raise InputError(
                f"miner: expected sides that are multiples of {whole} samples (block {block}, "
                f"{scales} scales), found {' x '.join(str(shape[a]) for a in axes_of(shape))}"
            )


def lattices(shape: Shape, scales: int) -> list[Shape]:
    """Return the shapes of the scales, the coarsest first."""
    factors = [2 ** (scales - 1 - scale) for scale in range(scales)]
    return [(*(max(1, side // f) for side in shape[:3]), shape[3]) for f in factors]


def reduced(values: Values, factor: int) -> Other:
    """Return the means over cubes of `factor` samples a side."""
    a, b, c = (factor if side > 1 else 1 for side in values.shape[:3])
    return reduce(values, "(f a) (y b) (x c) channel -> f y x channel", "mean", a=a, b=b, c=c)


def doubled(values: Values, times: int = 1) -> Other:
    """Return values on a lattice of twice as many samples a side, `times` over."""
    axes = axes_of(tuple(values.shape))
    for _ in range(times):
        sides = [values.shape[axis] for axis in axes]
        laid = values.reshape(*sides, -1).movedim(-1, 0)[None]
        finer = F.interpolate(laid, scale_factor=2, mode=MODES[len(axes)], align_corners=False)
        shape = [2 * side if axis in axes else side for axis, side in enumerate(values.shape)]
        values = finer[0].movedim(0, -1).reshape(shape)
    return values


def cut(values: Values, block: int) -> Blocks:
    """Return the blocks of a scale, numbered with the first axis slowest."""
    a, b, c = (block if side > 1 else 1 for side in values.shape[:3])
    return rearrange(values, APART, a=a, b=b, c=c)


def joined(blocks: Blocks, shape: Shape, block: int) -> Values:
    """Return the scale whose blocks these are."""
    a, b, c = (block if side > 1 else 1 for side in shape[:3])
    f, y, _ = (side // one for side, one in zip(shape[:3], (a, b, c), strict=True))
    there, back = APART.split(" -> ")
    return rearrange(blocks, f"{back} -> {there}", a=a, b=b, c=c, f=f, y=y)


def local_coordinates(shape: Shape, block: int) -> Float[Tensor, "sample axis"]:
    """Return the coordinates of a block's samples: [-1, 1] along each axis, in every block."""
    line = torch.linspace(-1, 1, block)
    return torch.stack(torch.meshgrid(*[line] * len(axes_of(shape)), indexing="ij"), -1).flatten(
        0, -2
    )


def boxes(shape: Shape, block: int) -> Int[Tensor, "block 3 2"]:
    """Return the first sample of each block along (frame, y, x), and the one after its last."""
    sides = [block if side > 1 else 1 for side in shape[:3]]
    counts = [side // one for side, one in zip(shape[:3], sides, strict=True)]
    first = torch.tensor(list(product(*map(range, counts)))) * torch.tensor(sides)
    return torch.stack([first, first + torch.tensor(sides)], -1)
