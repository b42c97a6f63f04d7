"""Seconds and memory of values, gradients and Laplacians: in closed form and by autograd."""

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import torch
from torch.autograd.profiler import profile

from inrflow.fields import encoded
from inrflow.fields.operator import Operator
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.propagate import Forms, laplacian, push
from inrflow.oinr.derivatives.fields import gradient_by_autograd, laplacian_by_autograd

MIB = 2**20
NOTHING = torch.zeros(0, 2, 2)  # no second derivative


def costs(field: Operator | Pointwise, repeats: int) -> Iterator[dict[str, Any]]:
    """Yield rows: way, quantity, seconds (median), memory_mib (see `most_held`).

    Encoding and, for autograd, the graph are part of it.

    Args:
        field: of a picture.
        repeats: runs after a first one that does not count.
    """
    for (way, quantity), call in _calls(field).items():
        call()
        seconds = []
        for _ in range(repeats):
            begun = time.perf_counter()
            call()
            _wait(field)
            seconds.append(time.perf_counter() - begun)
        told = {"way": way, "quantity": quantity, "seconds": median(seconds)}
        yield told | {"memory_mib": most_held(call, field)}


def most_held(call: Callable[[], object], field: Operator | Pointwise) -> float:
    """Return the most memory that tensors made in a call take at once, MiB."""
    device = next(field.parameters()).device
    if device.type == "cuda":
        before = torch.cuda.memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)
        call()
        return (torch.cuda.max_memory_allocated(device) - before) / MIB
    with profile(profile_memory=True) as seen:
        call()
    events = [one for one in seen.kineto_results.events() if one.name() == "[memory]"]
    held = most = 0
    for event in sorted(events, key=lambda one: one.start_ns()):
        held += event.nbytes()
        most = max(most, held)
    return most / MIB


def _calls(field: Operator | Pointwise) -> dict[tuple[str, str], Callable[[], object]]:
    """Return (way, quantity) -> what makes it."""
    steps = encoded.pixels(field)
    start = encoded.coordinates if isinstance(field, Pointwise) else encoded.analytic

    @torch.no_grad()
    def closed(forms: Forms) -> None:
        push(field, start(field, steps, forms), forms)

    calls: dict[tuple[str, str], Callable[[], object]] = {
        ("forward pass", "value"): torch.no_grad()(lambda: list(field.frames())),
        ("closed form", "gradient"): lambda: closed(NOTHING),
        ("closed form", "laplacian"): lambda: closed(laplacian(2)),
    }
    if isinstance(field, Pointwise):
        calls["autograd", "gradient"] = lambda: gradient_by_autograd(field)
        calls["autograd", "laplacian"] = lambda: laplacian_by_autograd(field)
    return calls


def _wait(field: Operator | Pointwise) -> None:
    """Wait for a GPU to be done."""
    device = next(field.parameters()).device
    if device.type == "cuda":
        torch.cuda.synchronize(device)
