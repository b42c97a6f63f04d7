"""NeRV and HNeRV in plain PyTorch calls on tensors named as HNeRV's repository names them.

Written from the paper (Chen et al. 2023, sections 3.1 and 3.2) and the names alone.
"""

import math

import torch
import torch.nn.functional as F


def random_decoder(seed, features, growth, widths, strides, kernels, channels=3):
    """Tensors of stem, blocks and head; ``growth`` is the stem's (rows, columns)."""
    source = torch.Generator().manual_seed(seed)
    shapes = {"decoder.0.conv.downconv": (widths[0] * math.prod(growth), features, 1)}
    for i, stride in enumerate(strides):
        outputs = widths[i + 1] * stride**2
        shapes[f"decoder.{i + 1}.conv.upconv.0"] = (outputs, widths[i], kernels[i])
    shapes["head_layer"] = (channels, widths[-1], kernels[-1])
    state = {}
    for name, (outputs, inputs, side) in shapes.items():
        bound = (inputs * side * side) ** -0.5
        weight = torch.rand(outputs, inputs, side, side, generator=source)
        state[f"{name}.weight"] = (2 * weight - 1) * 2 * bound
        state[f"{name}.bias"] = (2 * torch.rand(outputs, generator=source) - 1) * bound
    return state


def decode(state, embeddings, growth, strides):
    """Frames (frame, channel, y, x) in [0, 1] from embeddings (frame, feature, y, x)."""

    def convolved(neurons, name):
        weight = state[f"{name}.weight"]
        return F.conv2d(neurons, weight, state[f"{name}.bias"], padding=weight.shape[-1] // 2)

    flat = F.gelu(convolved(embeddings, "decoder.0.conv.downconv"))
    frames, _, height, width = flat.shape
    rows, columns = growth
    neurons = torch.empty(frames, flat.shape[1] // (rows * columns), height * rows, width * columns)
    for i in range(rows):
        for j in range(columns):
            neurons[:, :, i::rows, j::columns] = flat[:, i * columns + j :: rows * columns]
    for i, stride in enumerate(strides):
        wide = convolved(neurons, f"decoder.{i + 1}.conv.upconv.0")
        neurons = F.gelu(F.pixel_shuffle(wide, stride))
    return 0.5 * torch.tanh(convolved(neurons, "head_layer")) + 0.5


def random_encoder(seed, strides, width, features, blocks, channels=3):
    """Tensors of a ConvNeXt encoder, large enough that every part of it matters."""
    source = torch.Generator().manual_seed(seed)

    def drawn(*shape):
        return 0.5 * torch.randn(*shape, generator=source)

    widths, state = [channels, *[width] * (len(strides) - 1), features], {}
    for i, stride in enumerate(strides):
        a, b = widths[i], widths[i + 1]
        convolution, norm = (1, 0) if i else (0, 1)
        state[f"encoder.downsample_layers.{i}.{convolution}.weight"] = drawn(b, a, stride, stride)
        state[f"encoder.downsample_layers.{i}.{convolution}.bias"] = drawn(b)
        for part in ("weight", "bias"):
            state[f"encoder.downsample_layers.{i}.{norm}.{part}"] = drawn(a if i else b)
        for j in range(blocks):
            name = f"encoder.stages.{i}.{j}"
            state[f"{name}.gamma"] = drawn(b)
            state |= {f"{name}.dwconv.weight": drawn(b, 1, 7, 7), f"{name}.dwconv.bias": drawn(b)}
            state |= {f"{name}.norm.weight": drawn(b), f"{name}.norm.bias": drawn(b)}
            state |= {
                f"{name}.pwconv1.weight": drawn(4 * b, b),
                f"{name}.pwconv1.bias": drawn(4 * b),
            }
            state |= {f"{name}.pwconv2.weight": drawn(b, 4 * b), f"{name}.pwconv2.bias": drawn(b)}
    return state


def encode(state, frames):
    """Embeddings (frame, feature, y, x) of frames (frame, channel, y, x)."""

    def part(name):
        return state[f"encoder.{name}"]

    def along_channels(vector):
        return vector[None, :, None, None]

    def normalised(x, name):
        x = (x - x.mean(1, keepdim=True)) / (x.var(1, unbiased=False, keepdim=True) + 1e-6).sqrt()
        return x * along_channels(part(f"{name}.weight")) + along_channels(part(f"{name}.bias"))

    def shrunk(x, name):
        weight = part(f"{name}.weight")
        return F.conv2d(x, weight, part(f"{name}.bias"), stride=weight.shape[-1])

    def mixed(x, name):  # a linear layer over channels
        weight, bias = part(f"{name}.weight"), part(f"{name}.bias")
        return torch.einsum("oc,ncyx->noyx", weight, x) + along_channels(bias)

    x, i = frames, 0
    while f"encoder.downsample_layers.{i}.0.weight" in state:
        first, second = f"downsample_layers.{i}.0", f"downsample_layers.{i}.1"
        x = shrunk(normalised(x, first), second) if i else normalised(shrunk(x, first), second)
        j = 0
        while f"encoder.stages.{i}.{j}.gamma" in state:
            name = f"stages.{i}.{j}"
            weight, bias = part(f"{name}.dwconv.weight"), part(f"{name}.dwconv.bias")
            y = F.conv2d(x, weight, bias, padding=3, groups=x.shape[1])
            y = F.gelu(mixed(normalised(y, f"{name}.norm"), f"{name}.pwconv1"))
            x = x + along_channels(part(f"{name}.gamma")) * mixed(y, f"{name}.pwconv2")
            j += 1
        i += 1
    return x
