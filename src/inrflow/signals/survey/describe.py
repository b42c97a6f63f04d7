"""Tables of a data set's clips: frames, annotated share, objects, sizes (XINC Table 1)."""

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from inrflow.signals.signal import Segments
from inrflow.signals.survey import shapes

QUARTILES = {"size_q25": 0.25, "size_median": 0.5, "size_q75": 0.75}


@dataclass(frozen=True)
class Counts:
    """What is pooled over frames, of a clip or of a whole data set.

    Attributes:
        instances: segments a frame, things and stuff alike, as XINC counts them.
        things: countable objects a frame, crowds left out.
        categories: categories a frame.
        sizes: share of the picture of every segment of every frame.
        compactness: as in `shapes`, of every segment of every frame.
        elongation: likewise.
        named: all categories met.
    """

    instances: list[int] = field(default_factory=list)
    things: list[int] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    compactness: list[float] = field(default_factory=list)
    elongation: list[float] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def add(self, segments: Segments) -> None:
        """Count the annotated frames of some segments."""
        table = {row["id"]: row for row in segments.table}
        for frame in segments.annotated:
            labels = segments.labels[frame]
            ids, sizes = shapes.sizes(labels)
            rows = [table[int(i)] for i in ids]
            self.instances.append(len(rows))
            self.things.append(sum(row["thing"] and not row["crowd"] for row in rows))
            self.categories.append(len({row["category"] for row in rows}))
            self.sizes.extend(sizes.tolist())
            self.compactness.extend(shapes.compactness(labels).tolist())
            self.elongation.extend(shapes.elongation(labels).tolist())
            self.named.update(row["category"] for row in rows)

    def pool(self, other: "Counts") -> None:
        """Add what was counted elsewhere."""
        for name in self.__dataclass_fields__:
            mine, more = getattr(self, name), getattr(other, name)
            mine.update(more) if isinstance(mine, set) else mine.extend(more)

    def row(self) -> dict[str, Any]:
        """Return means and quartiles; sizes are shares of the picture. Empty counts give 0."""
        quartiles = {name: _quantile(self.sizes, q) for name, q in QUARTILES.items()}
        return {
            "measured": len(self.instances),
            "instances_per_frame": _mean(self.instances),
            "things_per_frame": _mean(self.things),
            "categories_per_frame": _mean(self.categories),
            "size_mean": _mean(self.sizes),
            **quartiles,
            "size_spread": quartiles["size_q75"] - quartiles["size_q25"],
            "compactness": _mean(self.compactness),
            "elongation": _mean(self.elongation),
        }


def clip_row(name: str, frames: int, annotated: int, counts: Counts) -> dict[str, Any]:
    """Return a clip's row; `categories` is a JSON list, as names may hold commas."""
    share = annotated / frames
    head = {"clip": name, "frames": frames, "annotated": annotated, "annotated_share": share}
    return head | counts.row() | {"categories": json.dumps(sorted(counts.named))}


def summary_row(name: str, clips: pd.DataFrame, counts: Counts) -> dict[str, Any]:
    """Return the data set's row: sums over clips, means over all measured frames and segments."""
    frames, annotated = int(clips["frames"].sum()), int(clips["annotated"].sum())
    head = {"dataset": name, "clips": len(clips), "frames": frames, "annotated": annotated}
    tail = {"categories": len(counts.named)}
    return head | {"annotated_share": annotated / frames} | counts.row() | tail


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def _quantile(values: list[float], share: float) -> float:
    return float(np.quantile(values, share)) if values else 0.0
