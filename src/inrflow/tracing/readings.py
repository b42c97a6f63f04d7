"""Readings: how a contribution to a stage's mixture is carried to the picture.

A canvas holds contributions C_io of input neuron i to output o of a stage, which is arithmetic.
How much of the *picture* that is, beyond the head, is a convention. The three here, with f the
activation, m_o the mixture (the sum of C_io over i), n the number of neurons, g_o a gate:

`released` (XINC's code, for parity).
    Pointwise: neuron = input feature; f(sum over outputs of C_io), which is
    f(x_i colsum_i + mean bias): the sum comes before the activation, so every feature with a
    negative column sum has an empty map behind a ReLU, alive or not. Where outputs are gated the
    sum is that of g_o C_io. Where mixtures are complex, real and imaginary parts (WIRE 2D: of
    both branches) are summed apart and bent as one number, whose real part is the map.
    Convolution: neuron = kernel (i, o); activation of C_io alone, set on its PixelShuffle
    positions, then box mean, nearest upsampling and activation for each later layer. An operator
    that keeps its lattice is the case of strides of 1. In volumes and films its box means are
    those of a slice: what a kernel spreads to other slices is not followed.
    Head: C_io before the output map.

`paper` (XINC's text, where it differs).
    Pointwise: neuron = unit; its own weighted input through its activation, g_o f(m_o). A complex
    unit is two: its real and its imaginary part. Convolution: as released, and the head through
    the output map, less the map of 0.

`share` (the default).
    The rise of the activation above its value at rest is divided among the inputs in proportion
    to their contributions, the value at rest equally: C_io (f(m_o) - f(0)) / m_o + f(0) / n, and
    that times g_o. A complex mixture is one vector m, all its parts together: an input has the
    part C_i . m / |m|^2 of f(m) - f(0), of the real part and of the imaginary one. The shares sum
    to the output exactly, for every activation, and no sign is lost.
    Pointwise: carried on to the picture by the same rule and the later weights, along all stages
    that the neuron reaches: what a global network tells a cell counts there and in the global
    network's next layer. A map is the neuron's share of R + G + B; at the head it equals the
    released reading. Maps of a stage, with the shares of the later biases and values at rest, sum
    to the picture if all of it comes through that stage; else to what its outputs have in it.
    With an output map (tanh, sigmoid) all maps, the convolutions' heads' too, are shares of what
    goes into it: a dark pixel then has large ones.
    Convolution: lifted as released but without activations between, which is linear: the lifted
    shares still sum to the lifted output.

Under a partition a pixel's neurons are those of the member that paints it: a map is patched
together of the members' neuron i, and is 0 where a cell has no member.
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
