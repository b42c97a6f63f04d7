"""Local-Global SIREN per optimiser step against the literal wiring, in paired interleaved runs.

The literal one concatenates, adds the bias after the batched product, and goes back to the
coordinates at every step, as the released modules do. Both have the process's settings (memory
kept, denormals flushed). The picture is 512x512 in grey on 16x16 cells at widths 14 and 84.

python benchmarks/local_global.py [THREADS] [PAIRS]
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import torch
from torch import Tensor, nn

from inrflow.fields.local_global import LocalGlobal
from inrflow.fields.resolve import build
from inrflow.fitting.batches import Batch
from inrflow.fitting.optimise import add_gradients
from inrflow.fitting.runtime import prepare

SHAPE, CELLS, LOCAL, GLOBAL, DEPTH, RATE = (1, 512, 512, 1), [16, 16], 14, 84, 4, 5e-4


class Literal(nn.Module):
    """The wiring as it is written down, with the weights of a field."""

    def __init__(self, field: LocalGlobal) -> None:
        super().__init__()
        self.tensors = nn.ParameterDict(
            {k.replace(".", "_"): nn.Parameter(v.clone()) for k, v in field.state_dict().items()}
        )

    def forward(self, coordinates: Tensor) -> Tensor:
        """Return the values in [-1, 1] at coordinates (member, sample, axis)."""
        first = coordinates.clone().detach().requires_grad_(True)
        weights, merged, advice = self.tensors, first, first
        for i in range(1, DEPTH + 1):
            g, b = (weights[f"stages_global{i}_affine_{k}"][0] for k in ("weight", "bias"))
            advice = torch.sin(30 * nn.functional.linear(advice, g.T, b[0]))
            own = torch.sin(30 * self._cells(f"local{i}", merged))
            both = torch.cat([own, advice], dim=-1)
            m, b = weights["merge_weight"][0], weights["merge_bias"][0]
            merged = torch.sin(30 * nn.functional.linear(both, m.T, b[0]))
        return self._cells("head", merged)

    def _cells(self, name: str, neurons: Tensor) -> Tensor:
        weight, bias = (self.tensors[f"stages_{name}_affine_{k}"] for k in ("weight", "bias"))
        return torch.bmm(neurons, weight) + bias


def timed(step: Callable[[], object]) -> float:
    """Return the seconds of a step."""
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def main() -> int:
    """Print seconds a step of both, and the ratio over the pairs."""
    threads, pairs = (int(a) for a in (*sys.argv[1:], *("1", "10")[len(sys.argv) - 1 :]))
    prepare(threads)
    network = {"architecture": "local_global", "width": LOCAL, "global_width": GLOBAL}
    field = build(network | {"partition": CELLS}, SHAPE, 0)
    literal = Literal(field)
    coordinates = field.coordinates(field.cells.samples()[0])
    wanted = torch.rand(len(coordinates), coordinates.shape[1], 1, generator=torch.Generator())

    batch = Batch(coordinates, coordinates, wanted)
    slow, fast = (torch.optim.Adam(m.parameters(), lr=RATE) for m in (literal, field))

    def theirs() -> Tensor:
        loss = (literal(coordinates) / 2 + 0.5 - wanted).square().mean()
        slow.zero_grad(set_to_none=True)
        loss.backward()
        slow.step()
        return loss.detach()

    def ours() -> Tensor:
        fast.zero_grad(set_to_none=True)
        loss = add_gradients(field, batch, "mse", 1)[0]
        fast.step()
        return loss

    for _ in range(2):  # the same losses, and a warm-up
        torch.testing.assert_close(ours(), theirs(), rtol=1e-3, atol=1e-6)
    seconds = [[timed(step) for step in (theirs, ours)] for _ in range(pairs)]
    columns = [sorted(column) for column in zip(*seconds, strict=True)]
    ratios = sorted(a / b for a, b in seconds)
    print(f"{threads} threads, {pairs} pairs of steps at 512x512, seconds median (least):")
    for name, column in zip(("literal", "inrflow"), columns, strict=True):
        print(f"{name} {median(column):.3f} ({column[0]:.3f})")
    print(f"ratio of a pair {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
