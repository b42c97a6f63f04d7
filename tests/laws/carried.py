"""What the reading `share` promises, worked out by other means than the package's."""

import torch
import torch.nn.functional as F
from torch import Tensor

from inrflow.fields.field import Field


def mixed(field: Field, frame: int) -> list[tuple[Tensor, Tensor]]:
    """(neurons, mixture) of every stage of a pointwise field, with gradients."""
    part, coordinates = field.at_frame(frame)
    steps, neurons = [], part.encode(coordinates)
    for stage in part.stages.values():
        mixture = stage.affine(neurons)
        steps.append((neurons, mixture))
        neurons = torch.relu(mixture)
    return steps


def shares(field: Field, frame: int) -> list[Tensor]:
    """Maps of all neurons of every stage, (neuron, y, x), by automatic differentiation.

    A ReLU network is linear around each pixel, so that a feature's part of R + G + B is its value
    times the derivative, and the bias's part the bias times the derivative by the mixture.
    """
    steps = mixed(field, frame)
    total = steps[-1][1].sum()
    made, height, width = [], *field.shape[1:3]
    for (neurons, mixture), stage in zip(steps, field.stages.values(), strict=True):
        (slope,) = torch.autograd.grad(total, mixture, retain_graph=True)
        weight, bias = stage.affine.weight[frame], stage.affine.bias[frame]
        own = neurons[0] * (slope[0] @ weight.T)
        ground = (slope[0] * bias).sum(-1, keepdim=True) / len(weight)
        made.append((own + ground).detach().T.reshape(-1, height, width))
    return made


def lifted(picture: Tensor, later: list[int], kernel: int) -> Tensor:
    """Carry a block's output (1, 1, y, x) to the picture: mean, nearest, mean, ..., mean."""
    for stride in [1, *later]:
        picture = F.interpolate(picture, scale_factor=stride, mode="nearest")
        picture = F.avg_pool2d(picture, kernel, 1, kernel // 2, count_include_pad=True)
    return picture[0, 0]
