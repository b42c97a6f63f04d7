"""Options of Local-Global SIREN (Croppable INRs section 3)."""

from typing import Literal

from pydantic import Field

from inrflow.config.networks.automatic import Family
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.partition import Partition, Sides, extent
from inrflow.config.networks.plan import StagePlan
from inrflow.config.networks.siren import Siren
from inrflow.errors import InputError

FIRST = "encoding"
STEP = 1.001  # ratio of the parameters of successive sizes of the family


class LocalGlobal(Siren):
    """A SIREN a cell that a small SIREN over the whole signal advises after every layer.

    `width` is that of the local networks; `layers` counts their linear layers, the output layer
    too: 5 for the paper's 3 hidden ones. The global network has one less: it does not paint.
    """

    architecture: Literal["local_global"]
    width: int = Field(14, ge=1, description="hidden units a layer of a local network")
    global_width: int = Field(84, ge=1, description="hidden units a layer of the global network")
    wider: Literal[0] = Field(0, description="0: the global width makes sizes fine enough")
    partition: Partition = Field(
        description="cells along each axis of the signal, or {sides: largest sides of a cell}"
    )
    global_first_omega: float | None = Field(
        None,
        gt=0,
        description="omega of the first global layer; null: first_omega, which the released "
        "denoising sets to 10 for the local layer alone",
    )

    @property
    def fixed(self) -> int:
        """Trained parameters besides those of the stages; the same at every width."""
        return 0

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """What each stage mixes; the order of computation, which frees memory early."""
        wiring, depth = {}, self.layers - 1
        for i in range(1, depth + 1):
            wiring[f"global{i}"] = (f"global{i - 1}" if i > 1 else FIRST,)
            wiring[f"local{i}"] = (f"merge{i - 1}" if i > 1 else FIRST,)
            wiring[f"merge{i}"] = (f"local{i}", f"global{i}")
        return wiring | {"head": (f"merge{depth}",)}

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order; the same for every signal."""
        return list(self.sources)

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages for a signal of shape (frames, height, width, channels)."""
        outputs = {"global": self.global_width, "local": self.width, "merge": self.width}
        outputs |= {"head": shape[3], FIRST: self.features(shape)}
        cells, stages = self.members(shape), []
        for name, sources in self.sources.items():
            part = part_of(name)
            stages.append(
                StagePlan(
                    name,
                    "pointwise",
                    sum(outputs[part_of(source)] for source in sources),
                    outputs[part],
                    (shape[1], shape[2]),
                    last=part == "head",
                    members=cells if part in ("local", "head") else 1,
                    sources=sources,
                    shared=self.shared(name),
                )
            )
        return stages

    def shared(self, name: str) -> str | None:
        """Return the earlier stage whose weights a stage has too: merges are of one matrix."""
        return "merge1" if part_of(name) == "merge" and name != "merge1" else None

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters: local networks, global network, merge."""
        return self.family(shape).total(self.width, self.global_width)

    def family(self, shape: Shape) -> Family:
        """Return the networks of all widths for a signal."""
        axes, cells = len(axes_of(shape)), self.members(shape)
        return Family(axes, shape[3], cells, self.layers - 2, self.fixed)

    def scaled(self, size: int) -> "LocalGlobal":
        """Return the family's member of a size, global and local networks grown together.

        One local unit more is one a cell, which is too coarse for a budget. So sizes are steps
        of 0.1 % in parameters from the smallest network on, each the pair of widths that comes
        nearest to them at this network's own share of global and merge weights (11.6 % at 14 and
        84 on 16x16 cells). Shares are those of a signal of one channel.

        Raises:
            InputError: cells told by their sides, before `on` has said how many there are.
        """
        if isinstance(self.partition, Sides):
            raise InputError("network.partition: expected numbers of cells, found `sides`")
        family = self.family(self._any_shape())
        target = family.total(1, 1) * STEP ** (size - 1)
        local, global_ = family.widths(target, family.share(self.width, self.global_width))
        return self.model_copy(update={"width": local, "global_width": global_})

    def _any_shape(self) -> Shape:
        """Return the sides of a signal of one channel that has such cells."""
        return (*extent(self.partition), 1)


def part_of(name: str) -> str:
    """Return which part of the network a stage belongs to: its name without the number."""
    return name.rstrip("0123456789")
