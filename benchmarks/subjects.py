"""A step of several subjects' fields as one ensemble, in turns with a step of each by itself.

Slices of made brains at 6 and 4 mm, four a step, every subject the same four (fits share a seed).
As an ensemble O-INRs are one chain of grouped convolutions, the first of which has all subjects'
kernels on one encoding, and SIRENs one chain of batched products. Losses agree. On a busy machine
read these CPU seconds, as wall seconds are others' too.

python benchmarks/subjects.py [THREADS] [ROUNDS]
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from inrflow.fields.field import Field
from inrflow.fields.resolve import build
from inrflow.fitting.runtime import plain_step, prepare

OMEGA = 10.0
OMEGAS = {"first_omega": OMEGA, "hidden_omega": OMEGA}
SHAPES = {"6 mm": (39, 32, 33, 1), "4 mm": (59, 48, 50, 1)}
NETWORKS = {
    "O-INR": {
        "architecture": "oinr_sequence",
        "levels": 4,
        "channels": [16, 24, 16],
        "offset": "channels",
        "frame_levels": 3,
    },
    "SIREN": {"architecture": "siren", "width": 69, "layers": 4, **OMEGAS},
}
SUBJECTS, BATCH, WARM_UP = (2, 4, 8), 4, 2


def members(fields: list[Field]) -> nn.ParameterList:
    """Return all subjects' parameters, one after the other along the first axis."""
    every = zip(*(field.parameters() for field in fields), strict=True)
    return nn.ParameterList([torch.cat([p.detach() for p in one]) for one in every])


def operators(weights: nn.ParameterList, encoded: Tensor, count: int) -> Tensor:
    """Paint with all subjects' O-INRs: (subject, slice, y, x)."""
    *hidden, last = zip(weights[::2], weights[1::2], strict=True)
    made, groups = encoded, 1
    for kernel, bias in hidden:
        made = F.conv2d(made, kernel, bias, padding=1, groups=groups).sin()
        groups = count
    return F.conv2d(made, *last, padding=1, groups=groups).transpose(0, 1)


def sirens(weights: nn.ParameterList, coordinates: Tensor, count: int) -> Tensor:
    """Paint with all subjects' SIRENs: (subject, sample, channel)."""
    *hidden, (weight, bias) = zip(weights[::2], weights[1::2], strict=True)
    made = coordinates.expand(count, -1, -1)
    for mix, shift in hidden:
        made = torch.baddbmm(OMEGA * shift, made, OMEGA * mix).sin()
    return 0.5 * torch.baddbmm(bias, made, weight) + 0.5


def stepper(parameters: list[Tensor], loss: Callable[[], Tensor]) -> Callable[[], Tensor]:
    """Return what makes a step of Adam and returns the losses before it."""
    optimiser = torch.optim.Adam(parameters, lr=1e-3)

    def step() -> Tensor:
        optimiser.zero_grad(set_to_none=True)
        losses = loss()
        losses.sum().backward()
        plain_step(optimiser)
        return losses.detach()

    return step


def steppers(network: dict, shape: tuple, count: int) -> tuple[Callable, Callable]:
    """Return a step of all subjects one after the other, and as an ensemble."""
    fields = [build(network, shape, seed) for seed in range(count)]
    wanted = torch.rand(count, BATCH, *shape[1:3], generator=torch.Generator().manual_seed(0))
    if network["architecture"] == "siren":
        every = torch.arange(BATCH * shape[1] * shape[2])[None]
        inputs, paint, wanted = fields[0].coordinates(every), sirens, wanted.flatten(1)[..., None]
    else:
        inputs, paint = fields[0].inputs[:BATCH], operators
    stacked = members(fields)

    def one(field: Field, mine: Tensor) -> Callable[[], Tensor]:
        return stepper(
            list(field.parameters()),
            lambda: (field(inputs).reshape(mine.shape) - mine).square().mean(),
        )

    def losses() -> Tensor:
        painted = paint(stacked, fields[0].encode(inputs), count)
        return (painted - wanted).square().flatten(1).mean(1)

    alone = [one(*pair) for pair in zip(fields, wanted, strict=True)]
    return lambda: torch.stack([step() for step in alone]), stepper(list(stacked), losses)


def measured(pair: tuple[Callable, Callable], rounds: int) -> list[list[float]]:
    """Return the CPU seconds of every round: one after the other, together."""
    found = []
    for _ in range(WARM_UP + rounds):
        row, losses = [], []
        for step in pair:
            begun = time.process_time()
            losses.append(step())
            row.append(time.process_time() - begun)
        torch.testing.assert_close(*losses, rtol=1e-3, atol=1e-5)
        found.append(row)
    return found[WARM_UP:]


def main() -> int:
    """Print CPU milliseconds a step and subject, and how many times those alone an ensemble has."""
    threads, rounds = (int(a) for a in (*sys.argv[1:], *("1", "20")[len(sys.argv) - 1 :]))
    prepare(threads)
    print(f"{threads} thread(s), {rounds} rounds; medians of CPU ms a step and subject")
    print(f"{'':14}{'subjects':>10}{'alone':>9}{'ensemble':>10}{'times':>8}")
    for size, shape in SHAPES.items():
        for name, network in NETWORKS.items():
            for count in SUBJECTS:
                rows = measured(steppers(network, shape, count), rounds)
                alone, together = (1e3 * median(one) / count for one in zip(*rows, strict=True))
                times = median(b / a for a, b in rows)
                label = f"{name}, {size}"
                print(f"{label:14}{count:10}{alone:9.1f}{together:10.1f}{times:8.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
