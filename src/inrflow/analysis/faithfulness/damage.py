"""What the picture loses when one neuron alone is silenced, and who foretold it."""

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float, Int

from inrflow.analysis import correlation
from inrflow.analysis.faithfulness.orders import Order
from inrflow.analysis.faithfulness.silence import Cut, Target

FEWEST = 5  # ranks of fewer neurons say nothing: the three channels of a last layer


def sample(neurons: int, count: int, generator: np.random.Generator) -> Int[np.ndarray, " some"]:
    """Return `count` of the neurons drawn without repetition, ascending; all if there are fewer."""
    return np.sort(generator.choice(neurons, min(count, neurons), replace=False))


def damages(
    cut: Cut, target: Target, neurons: Int[np.ndarray, " some"]
) -> Float[np.ndarray, " some"]:
    """Return the mean squared change of the picture, clamped to [0, 1], without each neuron."""
    keep = torch.ones(cut.count(target), dtype=torch.bool)
    whole, found = cut.paint(target, keep), np.empty(len(neurons))
    for place, neuron in enumerate(neurons.tolist()):
        keep[neuron] = False
        change = cut.paint(target, keep) - whole
        keep[neuron] = True
        found[place] = change.double().square().mean().item()
    return found


def damage_table(
    cuts: list[Cut],
    orders: list[Order],
    neurons: Int[np.ndarray, " some"],
    frames: list[int],
    persistent: bool,
) -> pd.DataFrame:
    """Return one row a sampled neuron, and a frame where neurons do not persist.

    Columns: frames (joined by '+'), target, neuron, damage (mean over the frames where neurons
    persist), and every order's score, as it is named.

    Args:
        cuts: one stage of every frame.
        orders: of one target.
        neurons: which neurons.
        frames: frame numbers, for the table alone.
        persistent: whether a neuron is the same one in all frames.
    """
    target = orders[0].target
    found = np.stack([damages(one, target, neurons) for one in cuts])
    groups = [list(range(len(frames)))] if persistent else [[f] for f in range(len(frames))]
    parts = []
    for group in groups:
        columns = {o.name: o.scores[group[0], neurons] for o in orders}
        name = "+".join(str(frames[f]) for f in group)
        rows = {"frames": name, "target": target, "neuron": neurons}
        parts.append(pd.DataFrame(rows | {"damage": found[group].mean(axis=0)} | columns))
    return pd.concat(parts, ignore_index=True)


def spearman(one: Float[np.ndarray, " some"], other: Float[np.ndarray, " some"]) -> float | None:
    """Return the rank correlation, ties at their mean rank.

    None if either is constant, or of fewer than FEWEST neurons.
    """
    return correlation.spearman(one, other) if len(one) >= FEWEST else None


def correlations(damage: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the rank correlation of every score with the damage, stage by stage.

    Where neurons do not persist it is the mean over frames. Scores that have none are left out.

    Args:
        damage: rows of `damage_table` and their stage.
        names: column of a score -> what it is called.
    """
    rows = []
    for stage, part in damage.groupby("stage", sort=False):
        for column in (name for name in names if name in damage):
            groups = part.dropna(subset=[column]).groupby("frames", sort=False)
            found = [spearman(g[column].to_numpy(), g["damage"].to_numpy()) for _, g in groups]
            defined = [value for value in found if value is not None]
            if defined:
                rows.append((stage, names[column], float(np.mean(defined))))
    return pd.DataFrame(rows, columns=["stage", "definition", "value"])
