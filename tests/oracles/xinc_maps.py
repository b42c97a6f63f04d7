"""Contribution maps of the XINC released code, as described, in the shape it computes them.

Nothing here is meant to be fast. Every per-neuron tensor is materialised, input channels are
visited in a Python loop, and zero-stuffed tensors are kept dense. The functions take and return
plain float32 tensors and dictionaries of them.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

# --------------------------------------------------------------------------------------------
# FFN: one coordinate network per frame
# --------------------------------------------------------------------------------------------


def ffn_state(arrays):
    """State dictionary from arrays named ``net_0_linear_weight`` and so on.

    ``arrays`` is any mapping of numpy arrays with ``positional_encoding_B`` and
    ``net_{0,1,2}_linear_{weight,bias}``.
    """
    state = {"positional_encoding.B": torch.tensor(arrays["positional_encoding_B"])}
    for layer in range(3):
        for part in ("weight", "bias"):
            value = torch.tensor(arrays[f"net_{layer}_linear_{part}"])
            state[f"net.{layer}.linear.{part}"] = value
    return state


def ffn_random(seed, size=104):
    """Random FFN state at the released shapes (2 * size -> size -> size -> 3)."""
    generator = torch.Generator().manual_seed(seed)
    state = {"positional_encoding.B": torch.randn(size, 2, generator=generator) * 10}
    for layer, (fan_in, fan_out) in enumerate([(2 * size, size), (size, size), (size, 3)]):
        weight, bias = _default_init((fan_out, fan_in), generator)
        state[f"net.{layer}.linear.weight"] = weight
        state[f"net.{layer}.linear.bias"] = bias
    return state


def ffn_parameter_count(state):
    """Count the trained scalars; the Fourier matrix is a buffer and is not counted."""
    return sum(value.numel() for name, value in state.items() if name.startswith("net."))


def ffn_coordinates(height, width):
    """Pixel coordinates (HW, 2), row-major, columns (y, x), jointly normalised by max(H, W) - 1."""
    rows = []
    for y in range(height):
        for x in range(width):
            rows.append((float(y), float(x)))
    coords = torch.tensor(rows, dtype=torch.float32)
    coords = coords / (max(height, width) - 1)
    return (coords - 0.5) * 2


def ffn_features(coords, B):
    """Fourier features (HW, 2m) = [sin(2 pi c B^T), cos(2 pi c B^T)] for ``B`` of shape (m, 2)."""
    phase = (2 * math.pi * coords) @ B.T
    return torch.cat([torch.sin(phase), torch.cos(phase)], dim=-1)


def ffn_forward(features, weights, biases):
    """Run the network; ReLU after every layer but the last.

    Returns ``(inputs, output)``: the list of layer inputs (HW, n_l) and the output (HW, 3).
    """
    inputs = []
    x = features
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        inputs.append(x)
        x = x @ weight.T + bias
        if layer < len(weights) - 1:
            x = torch.relu(x)
    return inputs, x


def ffn_contribution_tensor(x, weight, bias):
    """``C[i, o, p] = x[p, i] * weight[o, i] + bias[o] / n`` as a dense (in, out, HW) tensor."""
    pixels, n = x.shape
    out = weight.shape[0]
    contributions = torch.empty(n, out, pixels)
    for i in range(n):
        contributions[i] = x[:, i][None, :] * weight[:, i][:, None] + bias[:, None] / n
    return contributions


def ffn_layer_maps(state, height, width):
    """Released maps of the three FFN layers: a neuron is an input feature of a layer.

    Contributions are summed over the outputs of the layer; ReLU then follows for layers 1 and 2,
    nothing for layer 3. Returns ``layer1`` (2m, H, W), ``layer2`` (n, H, W), ``layer3`` (n, H, W)
    and ``layer3_rgb`` (n, 3, H, W).
    """
    weights = [state[f"net.{layer}.linear.weight"] for layer in range(3)]
    biases = [state[f"net.{layer}.linear.bias"] for layer in range(3)]
    features = ffn_features(ffn_coordinates(height, width), state["positional_encoding.B"])
    inputs, _ = ffn_forward(features, weights, biases)
    maps = {}
    for layer in range(3):
        contributions = ffn_contribution_tensor(inputs[layer], weights[layer], biases[layer])
        summed = contributions.sum(dim=1)
        if layer < 2:
            summed = torch.relu(summed)
        else:
            maps["layer3_rgb"] = contributions.reshape(-1, 3, height, width)
        maps[f"layer{layer + 1}"] = summed.reshape(-1, height, width)
        del contributions
    return maps


# --------------------------------------------------------------------------------------------
# NeRV: one convolutional network per video
# --------------------------------------------------------------------------------------------


def _default_init(shape, generator):
    """Weight and bias as PyTorch initialises a convolution or a linear layer of ``shape``."""
    weight = torch.empty(shape)
    nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
    bound = 1 / math.sqrt(weight[0].numel())
    bias = torch.empty(shape[0]).uniform_(-bound, bound, generator=generator)
    return weight, bias


def nerv_random(
    seed,
    fc=(8, 16),
    strides=(4, 2, 2),
    fc_dim=37,
    reduce=1.2,
    lower_width=6,
    base=1.25,
    levels=80,
):
    """Random NeRV weights with PyTorch's default initialisation and the settings they need.

    Returns ``(weights, settings)``. ``weights`` holds ``stem``, ``block1`` ... and ``head``, each
    with ``.weight`` (out, in, k, k) and ``.bias`` (out,); ``settings`` holds the other arguments
    and ``widths``, the channels entering each block and the head.
    """
    generator = torch.Generator().manual_seed(seed)
    widths = [fc_dim]
    for _ in strides:
        widths.append(max(round(widths[-1] / reduce), lower_width))
    shapes = {"stem": (fc_dim * fc[0] * fc[1], 2 * levels, 1, 1)}
    for index, stride in enumerate(strides):
        shapes[f"block{index + 1}"] = (widths[index + 1] * stride**2, widths[index], 3, 3)
    shapes["head"] = (3, widths[-1], 3, 3)
    weights = {}
    for name, shape in shapes.items():
        weights[f"{name}.weight"], weights[f"{name}.bias"] = _default_init(shape, generator)
    settings = {
        "fc": tuple(fc),
        "strides": tuple(strides),
        "fc_dim": fc_dim,
        "reduce": reduce,
        "lower_width": lower_width,
        "base": base,
        "levels": levels,
        "widths": tuple(widths),
    }
    return weights, settings


def nerv_parameter_count(weights):
    """Count the trained scalars in a dictionary of weights."""
    return sum(value.numel() for value in weights.values())


def nerv_embedding(settings, t):
    """Time embedding (2 * levels, 1, 1): float32 bases, float64 product, cast to float32."""
    bases = settings["base"] ** torch.arange(settings["levels"]) * math.pi
    assert bases.dtype == torch.float32
    product = torch.tensor(float(t), dtype=torch.float64) * bases.double()
    embedding = torch.cat([torch.sin(product), torch.cos(product)])
    return embedding.to(torch.float32).reshape(-1, 1, 1)


def nerv_forward(weights, settings, t):
    """Run the network on one time ``t`` in [0, 1).

    Returns the input of every layer under ``stem`` (2 * levels, 1, 1), ``block1`` ... (C, h, w)
    and ``head`` (C, H, W), and ``picture`` (3, H, W), the picture before the output map.
    """
    fc_height, fc_width = settings["fc"]
    inputs = {"stem": nerv_embedding(settings, t)}
    x = F.conv2d(inputs["stem"][None], weights["stem.weight"], weights["stem.bias"])
    x = F.gelu(x).reshape(1, settings["fc_dim"], fc_height, fc_width)
    for index, stride in enumerate(settings["strides"]):
        name = f"block{index + 1}"
        inputs[name] = x[0]
        weight = weights[f"{name}.weight"]
        x = F.conv2d(x, weight, weights[f"{name}.bias"], padding=weight.shape[-1] // 2)
        x = F.gelu(F.pixel_shuffle(x, stride))
    inputs["head"] = x[0]
    weight = weights["head.weight"]
    x = F.conv2d(x, weight, weights["head.bias"], padding=weight.shape[-1] // 2)
    inputs["picture"] = x[0]
    return inputs


def per_input_channel_conv(x, weight, bias):
    """Convolve each input channel alone; every one carries an equal share of the bias.

    ``x`` (in, h, w), ``weight`` (out, in, k, k), ``bias`` (out,) -> (in, out, h, w), zero padding.
    """
    out, channels, kernel, _ = weight.shape
    results = []
    for i in range(channels):
        conv = nn.Conv2d(1, out, kernel, stride=1, padding=kernel // 2, bias=True)
        with torch.no_grad():
            conv.weight.copy_(weight[:, i : i + 1])
            conv.bias.copy_(bias / channels)
            results.append(conv(x[i][None, None])[0])
    return torch.stack(results)


def nerv_head_maps(weights, settings, inputs):
    """Head maps (in, 3, H, W): one kernel each, no output map and no box filter."""
    del settings
    return per_input_channel_conv(inputs["head"], weights["head.weight"], weights["head.bias"])


def zero_stuffed(maps, stride):
    """Spread convolution outputs over the pixels that PixelShuffle sends them to.

    ``maps`` (in, out * s^2, h, w) -> (in, out * s^2, h * s, w * s). PixelShuffle, s^2 copies of
    the channels, interleaving, and a mask which leaves channel c * s^2 + k only the pixels with
    (row mod s) * s + (col mod s) == k.
    """
    square = stride**2
    shuffled = nn.PixelShuffle(stride)(maps)
    channels, out, height, width = shuffled.shape
    copies = shuffled.repeat(1, square, 1, 1)
    copies = copies.reshape(channels, square, out, height, width).transpose(1, 2)
    copies = copies.reshape(channels, out * square, height, width)
    mask = torch.zeros(square, height, width)
    for k in range(square):
        mask[k, k // stride :: stride, k % stride :: stride] = 1
    return copies * mask.repeat(out, 1, 1)[None]


def box_filter(maps, kernel):
    """Mean over k x k windows of every (H, W) map, zeros outside, always divided by k * k.

    A depthwise convolution of (in, out, H, W) maps with a constant window.
    """
    out = maps.shape[1]
    window = torch.ones(out, 1, kernel, kernel) / kernel**2
    return F.conv2d(maps, window, padding=kernel // 2, groups=out)


def nearest_upsample(maps, stride):
    """Repeat every pixel of (in, out, H, W) maps ``stride`` times down and across."""
    return F.interpolate(maps, scale_factor=stride, mode="nearest")


def nerv_block_maps(weights, settings, inputs, block):
    """Trace the kernels of block ``block`` (1-based), for any strides and number of blocks.

    ``inputs`` is the result of `nerv_forward`. Returns ``before_gelu`` (in, out, h, w), the
    zero-stuffed tensor at the resolution of the block's output, and ``maps`` (in, out, H, W), the
    final maps at the resolution of the picture. ``out`` counts the convolution's outputs before
    PixelShuffle. Every later block is skipped by a box filter of its kernel size, nearest
    upsampling by its stride, and GELU; the box filter of the head's kernel size comes last.
    """
    strides = settings["strides"]
    name = f"block{block}"
    maps = per_input_channel_conv(inputs[name], weights[f"{name}.weight"], weights[f"{name}.bias"])
    before_gelu = zero_stuffed(maps, strides[block - 1])
    maps = nn.GELU()(before_gelu)
    for later in range(block + 1, len(strides) + 1):
        maps = box_filter(maps, weights[f"block{later}.weight"].shape[-1])
        maps = nearest_upsample(maps, strides[later - 1])
        maps = nn.GELU()(maps)
    maps = box_filter(maps, weights["head.weight"].shape[-1])
    return {"before_gelu": before_gelu, "maps": maps}
