"""Options of Local-Global SIREN that merges by adding (Croppable INRs, Table 9)."""

from dataclasses import dataclass
from typing import Literal

from inrflow.config.networks.automatic import Family
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.local_global import FIRST, LocalGlobal


@dataclass(frozen=True)
class AddingFamily(Family):
    """Networks of all widths whose merges are matrices from the global neurons, one a layer."""

    def merge(self, local: int, global_: int) -> int:
        """Return the parameters of all merges: (L + 1) (g l + l)."""
        return (self.hidden + 1) * (global_ + 1) * local


class LocalGlobalAdd(LocalGlobal):
    """A Local-Global SIREN that adds sines of the global neurons to the local ones.

    Every layer has a merge matrix of its own, which all cells share; `fc + add` in the paper.
    """

    architecture: Literal["local_global_add"]

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """What each stage mixes; a local network goes on from the sum of two."""
        wiring, depth = {}, self.layers - 1
        for i in range(1, depth + 1):
            wiring[f"global{i}"] = (f"global{i - 1}" if i > 1 else FIRST,)
            wiring[f"local{i}"] = (f"local{i - 1}", f"merge{i - 1}") if i > 1 else (FIRST,)
            wiring[f"merge{i}"] = (f"global{i}",)
        return wiring | {"head": (f"local{depth}", f"merge{depth}")}

    def shared(self, name: str) -> None:
        """Return None: no stage has another's weights."""

    def family(self, shape: Shape) -> AddingFamily:
        """Return the networks of all widths for a signal."""
        axes, cells = len(axes_of(shape)), self.members(shape)
        return AddingFamily(axes, shape[3], cells, self.layers - 2, self.fixed)
