"""Which fits of a pair of pictures are held against each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Likeness = Literal["same", "different"]
Key = tuple[str, int]  # signal, seed


@dataclass(frozen=True)
class Compared:
    """Two fits of one field.

    Attributes:
        first: signal and seed of the fit at t = 0.
        second: of the fit at t = 1.
    """

    first: Key
    second: Key

    @property
    def pictures(self) -> Likeness:
        """Whether both paint one picture."""
        return "same" if self.first[0] == self.second[0] else "different"

    @property
    def seeds(self) -> Likeness:
        """Whether both began from the same weights."""
        return "same" if self.first[1] == self.second[1] else "different"

    @property
    def names(self) -> dict[str, str | int]:
        """Return the columns that tell a comparison from others."""
        (first, seed), (second, other) = self.first, self.second
        fits = {"first": first, "second": second, "seed": seed, "other_seed": other}
        return {"pictures": self.pictures, "seeds": self.seeds} | fits


def fits_compared(first: str, second: str, seeds: list[int]) -> Iterator[Compared]:
    """Yield both pictures with equal seeds, then with different ones, then each with itself.

    A seed's other one is the next, the last seed's the first; of two seeds, each picture has one
    comparison with itself.

    Args:
        first: name of the signal.
        second: of the other.
        seeds: of all fits.
    """
    for seed in seeds:
        yield Compared((first, seed), (second, seed))
    others = [*seeds[1:], *seeds[:1]] if len(seeds) > 1 else []
    turned = list(zip(seeds, others, strict=False))
    for seed, other in turned:
        yield Compared((first, seed), (second, other))
    for signal in (first, second):
        for seed, other in turned[: 1 if len(seeds) == 2 else None]:
            yield Compared((signal, seed), (signal, other))
