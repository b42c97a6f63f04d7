"""O-INR's optimiser step with channels last against the plain layout, in paired runs in turns.

The field lays out its encoding with channels last, and convolutions hand that on. Beside it, the
same network and step on the same encoding in torch's plain layout: as torch runs it by itself, and
with the process's settings that the package makes (freed memory kept, denormals flushed), which
leaves the layout alone to differ. Each runs in a process of its own; they take turns. 512x512 in
colour, 172,224 parameters, on one thread unless told. On a busy machine read the CPU seconds.

python benchmarks/layout.py [THREADS] [ROUNDS]
"""

import multiprocessing
import sys
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from statistics import median

import torch

from inrflow.config.recipe import Recipe
from inrflow.fields.resolve import build
from inrflow.fitting.batches import of_decoder
from inrflow.fitting.optimise import add_gradients
from inrflow.fitting.runtime import prepare

SHAPE = (1, 512, 512, 3)
RECIPE = Recipe(learning_rate=1e-3, steps=1)
WARM_UP = 2
# name -> the layout, whether the package's settings are made
KINDS = {
    "channels last": (torch.channels_last, True),
    "plain layout": (torch.contiguous_format, True),
    "plain layout, torch's settings": (torch.contiguous_format, False),
}


def serve(link: Connection, layout: torch.memory_format, settings: bool, threads: int) -> None:
    """Make a step a message, and send back its seconds, its CPU seconds and the loss before it."""
    if settings:
        prepare(threads)
    torch.set_num_threads(threads)
    field = build({"architecture": "oinr"}, SHAPE, 0)
    values = torch.rand(SHAPE, generator=torch.Generator().manual_seed(0))
    batch = next(of_decoder(field, values, RECIPE, 0))
    batch = replace(batch, neurons=field.encode(field.inputs).contiguous(memory_format=layout))
    optimiser = torch.optim.Adam(field.parameters(), lr=RECIPE.learning_rate)
    while link.recv():
        begun, worked = time.perf_counter(), time.process_time()
        optimiser.zero_grad(set_to_none=True)
        loss = float(add_gradients(field, batch, "mse", 1))
        optimiser.step()
        link.send((time.perf_counter() - begun, time.process_time() - worked, loss))


def measured(threads: int, rounds: int) -> dict[str, list[tuple[float, float, float]]]:
    """Return what each kind of step sent, one entry a round; rounds begin with another kind."""
    spawn = multiprocessing.get_context("spawn")
    links, found = {}, {name: [] for name in KINDS}
    for name, kind in KINDS.items():
        links[name], theirs = spawn.Pipe()
        spawn.Process(target=serve, args=(theirs, *kind, threads), daemon=True).start()
    names = list(KINDS)
    for number in range(WARM_UP + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            links[name].send(True)
            found[name].append(links[name].recv())
    for link in links.values():
        link.send(False)
    losses = [[loss for *_, loss in column] for column in found.values()]
    for other in losses[1:]:  # the same steps, whatever the layout
        torch.testing.assert_close(torch.tensor(other), torch.tensor(losses[0]), rtol=1e-3, atol=0)
    return {name: column[WARM_UP:] for name, column in found.items()}


def main() -> int:
    """Print seconds a step of each, and how many times those of channels last it takes."""
    threads, rounds = (int(a) for a in (*sys.argv[1:], *("1", "8")[len(sys.argv) - 1 :]))
    found = measured(threads, rounds)
    count = sum(p.numel() for p in build({"architecture": "oinr"}, SHAPE, 0).parameters())
    print(f"{count:,} parameters, {threads} thread(s), {rounds} rounds; medians, times by rounds")
    print(f"{'':32}{'s':>7}{'CPU s':>7}{'times':>8}{'lowest':>8}{'highest':>8}{'CPU':>7}")
    base = found["channels last"]
    for name, column in found.items():
        wall, worked = (median(one[i] for one in column) for i in range(2))
        ratios = [a[0] / b[0] for a, b in zip(column, base, strict=True)]
        busy = median(a[1] / b[1] for a, b in zip(column, base, strict=True))
        numbers = f"{wall:7.2f}{worked:7.2f}{median(ratios):8.2f}{min(ratios):8.2f}"
        print(f"{name:32}{numbers}{max(ratios):8.2f}{busy:7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
