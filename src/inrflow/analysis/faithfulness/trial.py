"""One stage of a fit on trial: all orders of its neurons."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float32

from inrflow.analysis.faithfulness.curves import curve, steps
from inrflow.analysis.faithfulness.damage import damage_table, sample
from inrflow.analysis.faithfulness.orders import Order, at_random, by_contribution, by_weight
from inrflow.analysis.faithfulness.silence import Cut
from inrflow.analysis.measures import Measures


@dataclass(frozen=True)
class Trial:
    """A stage, its frames and the orders that are held against each other.

    Attributes:
        cuts: the stage in every frame.
        frames: their numbers.
        told: orders that foretell: by contribution and by weight.
        random: orders that do not.
        persistent: whether a neuron is the same one in all frames.
    """

    cuts: list[Cut]
    frames: list[int]
    told: list[Order]
    random: list[Order]
    persistent: bool

    @classmethod
    def of(
        cls,
        measures: Measures,
        stage: str,
        cuts: list[Cut],
        frames: list[int],
        draws: int,
        generator: np.random.Generator,
    ) -> "Trial":
        """Gather the orders of a stage; `draws` random ones for every kind of neuron."""
        told = by_contribution(measures, stage, frames)
        random = []
        for target in dict.fromkeys(order.target for order in told):
            told.append(by_weight(cuts, target))
            random += at_random(cuts, target, draws, generator)
        return cls(cuts, frames, told, random, measures.persistent)

    def curves(
        self,
        truth: Float32[np.ndarray, "frame y x channel"],
        regions: dict[str, Bool[np.ndarray, "frame y x"]],
        shares: list[float],
    ) -> pd.DataFrame:
        """Return the PSNR after every step of every order."""
        parts = []
        for order in (*self.told, *self.random):
            counts = steps(shares, order.scores.shape[1])
            parts.append(curve(self.cuts, order, counts, truth, regions))
        return pd.concat(parts, ignore_index=True)

    def damage(self, count: int, generator: np.random.Generator) -> pd.DataFrame:
        """Return the damage of `count` neurons of each kind, drawn at random."""
        parts = []
        for target in dict.fromkeys(order.target for order in self.told):
            orders = [order for order in self.told if order.target == target]
            neurons = sample(self.cuts[0].count(target), count, generator)
            table = damage_table(self.cuts, orders, neurons, self.frames, self.persistent)
            parts.append(table)
        return pd.concat(parts, ignore_index=True)
