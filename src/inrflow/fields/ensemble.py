"""Several O-INRs for sequences as one network, for signals of one lattice.

One chain of grouped convolutions: the first has all kernels on the one encoding of a frame, in
those behind it each group of channels is an operator's own. So none sees another, and each paints
what it would by itself, to rounding.
"""

import copy
from collections.abc import Sequence

import torch
from torch import nn

from inrflow.fields.field import Field
from inrflow.fields.oinr_sequence import OinrSequence


def joined(fields: Sequence[Field]) -> Field:
    """Return one network of all fields' weights; to fit it is to fit them in place.

    What it paints has the fields' channels one after the other. A field alone is its own ensemble.

    Args:
        fields: one of any kind, or several operators for sequences, of the same options on the
            same lattice and device.
    """
    first, count = fields[0], len(fields)
    if count == 1:
        return first
    if not isinstance(first, OinrSequence):
        raise TypeError(f"expected operators for sequences, found {type(first).__name__}")
    whole = copy.deepcopy(first)
    whole.shape = (*first.shape[:3], first.shape[3] * count)
    for number, name in enumerate(whole.stages):
        every = [field.stages[name].affine for field in fields]
        whole.stages[name].affine = _beside(every, count if number else 1)
    return whole


def _beside(every: list[nn.Conv2d], groups: int) -> nn.Conv2d:
    """Return convolutions as one of so many groups, and make their weights parts of its own."""
    one, count = copy.deepcopy(every[0]), len(every)
    one.groups, one.in_channels = groups, one.in_channels * groups
    one.out_channels *= count
    for name, _ in every[0].named_parameters():
        own = [getattr(each, name) for each in every]
        weights = nn.Parameter(torch.cat([part.detach() for part in own]))
        setattr(one, name, weights)
        for part, shared in zip(own, weights.detach().chunk(count), strict=True):
            part.data = shared
    return one
