"""INCODE's extractors written out: torchvision's networks from their state dicts, and MFCC."""

import numpy as np
import torch
import torch.nn.functional as F
from scipy.fft import dct

State = dict[str, torch.Tensor]


def norm_of(state: State, name: str, width: int) -> None:
    for part in ("weight", "bias", "running_mean", "running_var"):
        state[f"{name}.{part}"] = torch.rand(width) + 0.1
    state[f"{name}.num_batches_tracked"] = torch.tensor(7)


def resnet34_state() -> State:
    """torchvision's names and shapes of resnet34: two layers and the classifier."""
    state = {"conv1.weight": torch.randn(64, 3, 7, 7), "fc.weight": torch.randn(10, 512)}
    norm_of(state, "bn1", 64)
    for block in range(3):
        for k in (1, 2):
            state[f"layer1.{block}.conv{k}.weight"] = torch.randn(64, 64, 3, 3)
            norm_of(state, f"layer1.{block}.bn{k}", 64)
    state["layer2.0.conv1.weight"] = torch.randn(128, 64, 3, 3)
    return state


def r3d18_state() -> State:
    """torchvision's names and shapes of r3d_18: its stem and two layers."""
    state = {"stem.0.weight": torch.randn(64, 3, 3, 7, 7), "fc.bias": torch.randn(10)}
    norm_of(state, "stem.1", 64)
    for layer, width in ((1, 64), (2, 128)):
        for block in (0, 1):
            inputs = 64 if block == 0 else width
            for k, into in ((1, inputs), (2, width)):
                name = f"layer{layer}.{block}.conv{k}"
                state[f"{name}.0.weight"] = torch.randn(width, into, 3, 3, 3)
                norm_of(state, f"{name}.1", width)
    state["layer2.0.downsample.0.weight"] = torch.randn(128, 64, 1, 1, 1)
    norm_of(state, "layer2.0.downsample.1", 128)
    return state


def normed(state: State, name: str, neurons: torch.Tensor) -> torch.Tensor:
    """Batch normalisation by the statistics of what goes in."""
    axes = (0, *range(2, neurons.ndim))
    mean = neurons.mean(axes, keepdim=True)
    spread = (neurons.var(axes, keepdim=True, correction=0) + 1e-5).sqrt()
    sides = (1, -1, *[1] * (neurons.ndim - 2))
    scale, shift = state[f"{name}.weight"].view(sides), state[f"{name}.bias"].view(sides)
    return (neurons - mean) / spread * scale + shift


def resnet34_features(state: State, picture: torch.Tensor) -> torch.Tensor:
    n = F.conv2d(picture, state["conv1.weight"], stride=2, padding=3)
    n = F.max_pool2d(F.relu(normed(state, "bn1", n)), 3, 2, 1)
    for block in range(3):
        kept = n
        for k in (1, 2):
            n = F.conv2d(n, state[f"layer1.{block}.conv{k}.weight"], padding=1)
            n = normed(state, f"layer1.{block}.bn{k}", n)
            n = F.relu(n if k == 1 else n + kept)
    return n.mean((0, 2, 3))


def r3d18_features(state: State, film: torch.Tensor) -> torch.Tensor:
    n = F.conv3d(film, state["stem.0.weight"], stride=(1, 2, 2), padding=(1, 3, 3))
    n = F.relu(normed(state, "stem.1", n))
    for layer, block in ((1, 0), (1, 1), (2, 0), (2, 1)):
        stride = 2 if (layer, block) == (2, 0) else 1
        kept, name = n, f"layer{layer}.{block}"
        if stride == 2:
            kept = F.conv3d(n, state[f"{name}.downsample.0.weight"], stride=2)
            kept = normed(state, f"{name}.downsample.1", kept)
        n = F.conv3d(n, state[f"{name}.conv1.0.weight"], stride=stride, padding=1)
        n = F.relu(normed(state, f"{name}.conv1.1", n))
        n = F.conv3d(n, state[f"{name}.conv2.0.weight"], padding=1)
        n = F.relu(normed(state, f"{name}.conv2.1", n) + kept)
    return n.mean((0, 2, 3, 4))


def stretched(signal: torch.Tensor) -> torch.Tensor:
    return (signal - signal.min()) / (signal.max() - signal.min())


def mfcc_by_numpy(samples: np.ndarray, rate: int) -> np.ndarray:
    """Window after window, filter after filter."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    starts = range(0, len(samples) - 399, 160)
    power = [np.abs(np.fft.rfft(samples[s : s + 400] * hann)) ** 2 for s in starts]
    top = 2595 * np.log10(1 + (rate // 2) / 700)
    corners = 700 * (10 ** (np.linspace(0, top, 52) / 2595) - 1)
    bins = np.linspace(0, rate // 2, 201)
    filters = [np.interp(bins, corners[m : m + 3], [0, 1, 0]) for m in range(50)]
    level = 10 * np.log10(np.maximum(np.array(power) @ np.array(filters).T, 1e-10))
    return dct(np.maximum(level, level.max() - 80), type=2, norm="ortho", axis=1).T
