"""Networks of coordinates in plain PyTorch: nn.Linear, complex numbers, one network, no members.

`of(field, member)` builds one with a field's weights, from its state dictionary alone. It maps
coordinates (sample, axis) to what the last layer gives, before any output map.
"""

import math

import torch
from torch import nn


def linear(weight, bias):
    """nn.Linear from a weight (input, output) and a bias (1, output), real or complex."""
    layer = nn.Linear(*weight.shape, dtype=weight.dtype)
    layer.weight = nn.Parameter(weight.T.clone())
    layer.bias = nn.Parameter(bias[0].clone())
    return layer


def complex_linear(state, name):
    """Complex nn.Linear from real and imaginary parts."""
    weight = torch.complex(state[f"{name}.real"], state[f"{name}.imaginary"])
    return linear(weight, torch.complex(*state[f"{name}.bias"].chunk(2, -1)))


class Layers(nn.Module):
    """Linear layers with one function between them, on encoded coordinates."""

    def __init__(self, layers, bend, encode=lambda x: x):
        super().__init__()
        self.layers, self.bend, self.encode = nn.ModuleList(layers), bend, encode

    def forward(self, x):
        h = self.encode(x)
        for k, layer in enumerate(self.layers[:-1]):
            h = self.bend(layer(h), k)
        return self.layers[-1](h)


def sine(first, later):
    return lambda z, k: torch.sin((later if k else first) * z)


def finer(first, later, detached):
    def bend(z, k):
        with torch.set_grad_enabled(torch.is_grad_enabled() and not detached):
            factor = torch.abs(z) + 1
        return torch.sin((later if k else first) * factor * z)

    return bend


def octaves(levels):
    """NeRF's features, one sine and one cosine at a time."""

    def encode(x):
        features = [x]
        for i in range(levels):
            for j in range(x.shape[1]):
                features.append(torch.sin(2**i * math.pi * x[:, j : j + 1]))
                features.append(torch.cos(2**i * math.pi * x[:, j : j + 1]))
        return torch.cat(features, 1)

    return encode


def random_features(frequencies):
    def encode(x):
        phase = 2 * math.pi * x @ frequencies.T
        return torch.cat([torch.sin(phase), torch.cos(phase)], 1)

    return encode


class Wavelets(nn.Module):
    """WIRE in complex numbers; with two branches WIRE 2D. The real part comes out."""

    def __init__(self, branches, head, first, later, scale):
        super().__init__()
        self.branches = nn.ModuleList(nn.ModuleList(layer) for layer in branches)
        self.head, self.first, self.later, self.scale = head, first, later, scale

    def forward(self, x):
        h = x
        for k, layer in enumerate(self.branches):
            mixtures = [branch(h) for branch in layer]
            window = sum((self.scale * m).abs().square() for m in mixtures)
            h = torch.exp(1j * (self.later if k else self.first) * mixtures[0] - window)
        return self.head(h).real


class Filter(nn.Module):
    """A filter of a multiplicative filter network; a Gabor one if it has a centre."""

    def __init__(self, state, name):
        super().__init__()
        self.linear = linear(state[f"{name}.frequency"], state[f"{name}.phase"])
        self.mu = self.gamma = None
        if f"{name}.centre" in state:
            self.mu = nn.Parameter(state[f"{name}.centre"].T.clone())
            self.gamma = nn.Parameter(state[f"{name}.gamma"][0].clone())

    def forward(self, x):
        sines = torch.sin(self.linear(x))
        if self.mu is None:
            return sines
        distance = (x**2).sum(1)[:, None] + (self.mu**2).sum(1)[None] - 2 * x @ self.mu.T
        return torch.exp(-self.gamma / 2 * distance) * sines


class Filtered(nn.Module):
    """A multiplicative filter network."""

    def __init__(self, layers, filters):
        super().__init__()
        self.layers, self.filters = nn.ModuleList(layers), nn.ModuleList(filters)

    def forward(self, x):
        z = self.filters[0](x)
        for layer, gate in zip(self.layers[:-1], self.filters[1:], strict=True):
            z = layer(z) * gate(x)
        return self.layers[-1](z)


def wavelets(state, names, options, branches):
    """WIRE with `branches` linear branches a layer, from a state of one member."""
    layers = []
    for name in names[:-1]:
        if f"{name}.weight" in state:
            joint = linear(state[f"{name}.weight"], state[f"{name}.bias"])
        else:
            joint = complex_linear(state, name)
        pairs = zip(joint.weight.chunk(branches), joint.bias.chunk(branches), strict=True)
        layers.append([linear(weight.T, bias[None]) for weight, bias in pairs])
    real, imaginary = state[f"{names[-1]}.weight"].chunk(2)
    bias = state[f"{names[-1]}.bias"]
    head = linear(torch.complex(real, -imaginary), torch.complex(bias, torch.zeros_like(bias)))
    return Wavelets(layers, head, options.first_omega, options.hidden_omega, options.scale)


def of(field, member=0):
    """The plain network of one member of a field."""
    options, name = field.options, field.options.architecture
    state = {key: value[member].detach() for key, value in field.state_dict().items()}
    names = [f"stages.layer{k}.affine" for k in range(1, options.layers + 1)]
    if name.startswith("wire"):
        return wavelets(state, names, options, 2 if name == "wire2d" else 1)
    layers = [linear(state[f"{n}.weight"], state[f"{n}.bias"]) for n in names]
    if name == "mfn":
        gates = ["encoding", *(f"layer{k}" for k in range(1, options.layers))]
        return Filtered(layers, [Filter(state, f"filters.{gate}") for gate in gates])
    if name == "gauss":
        return Layers(layers, lambda z, k: torch.exp(-((options.scale * z) ** 2)))
    if name == "posenc":
        axes = sum(n > 1 for n in field.shape[:3])
        return Layers(
            layers, lambda z, k: z.relu(), octaves((len(layers[0].weight[0]) // axes - 1) // 2)
        )
    if name == "fourier":
        return Layers(layers, lambda z, k: z.relu(), random_features(state["frequencies"]))
    omegas = options.first_omega, options.hidden_omega
    return Layers(layers, finer(*omegas, options.detached) if name == "finer" else sine(*omegas))
