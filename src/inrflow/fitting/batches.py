"""Which samples a step sees."""

from collections.abc import Iterator

import torch
from jaxtyping import Int
from torch import Tensor


def batches(
    samples: int, batch: int | None, source: torch.Generator
) -> Iterator[Int[Tensor, " sample"] | None]:
    """Yield sample indices for ever, in a new order each epoch; None means all of them.

    The rest of an epoch that does not fill a batch is dropped, as in the released code.
    """
    if batch is None or batch >= samples:
        while True:
            yield None
    while True:
        order = torch.randperm(samples, generator=source)
        yield from order.split(batch)[: samples // batch]
