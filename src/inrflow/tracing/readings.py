"""Readings: how a contribution to a stage's mixture is carried to the picture.

A canvas holds contributions C_io of input neuron i to output o of a stage, which is arithmetic.
How much of the *picture* that is, beyond the head, is a convention. The three here:

`released` (XINC's code, for parity).
    Pointwise: neuron = input feature; act(sum over outputs of C_io), which is
    act(x_i colsum_i + mean bias): the sum comes before the activation, so every feature with a
    negative column sum has an empty map behind a ReLU, alive or not.
    Convolution: neuron = kernel (i, o); activation of C_io alone, set on its PixelShuffle
    positions, then box mean, nearest upsampling and activation for each later layer.
    Head: C_io before the output map.

`paper` (XINC's text, where it differs).
    Pointwise: neuron = unit; its own weighted input through its activation, act(sum over inputs
    of C_io). Convolution: as released, and the head through the output map, less the map of 0.

`share` (the default).
    The activation's output is divided among the inputs in proportion to their contributions:
    C_io act(z_o) / z_o, z the mixture. The shares sum to the output exactly, for every
    activation that is 0 at 0, and no sign is lost.
    Pointwise: carried on to the picture by the same rule and the later weights, so that a map is
    the neuron's share of R + G + B; at the head it equals the released reading. With an output
    map (tanh, sigmoid) all maps, the NeRV head's too, are shares of what goes into it: a dark
    pixel then has large ones.
    Convolution: lifted as released but without activations between, which is linear: the lifted
    shares still sum to the lifted output.
"""

from typing import Literal, get_args

from inrflow.config.names import nearest
from inrflow.errors import InputError

Reading = Literal["share", "paper", "released"]


def check_reading(name: str) -> Reading:
    """Return the name; raises InputError for an unknown one."""
    if name not in get_args(Reading):
        raise InputError(f"reading: unknown name {name!r}{nearest(name, get_args(Reading))}")
    return name  # type: ignore[return-value]
