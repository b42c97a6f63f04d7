"""Options that networks of coordinates share."""

from itertools import pairwise
from typing import Any, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.networks.axes import Shape, axes_of
from inrflow.config.networks.partition import (
    Borders,
    Labels,
    Partition,
    Sides,
    borders_on,
    cells_in,
    factors_of,
)
from inrflow.config.networks.plan import StagePlan
from inrflow.errors import InputError

Output = Literal["identity", "signed", "tanh", "sigmoid"]


class Pointwise(Strict):
    """A network from coordinates to values; one a signal, or one a cell of a partition.

    `partition` makes it an INR per partition (Croppable INRs section 3).
    """

    width: int = Field(256, ge=1, description="hidden units a layer")
    wider: int = Field(
        0,
        ge=0,
        description="hidden layers, from the first, that have one unit more: for equal budgets",
    )
    layers: int = Field(5, ge=2, description="linear layers, the output layer counted")
    partition: Partition | None = Field(
        None,
        description="cells along each axis of the signal, or {sides: largest sides of a cell}; "
        "null: one network. Edits write {cuts: borders}; {shape, runs} is a label map, see "
        "`inrflow.editing.objects.partition_of`",
    )
    kept: list[int] | Literal["occupied"] | None = Field(
        None,
        description="cells that have a network, first axis slowest; `occupied`: those where the "
        "signal is not 0 everywhere (the fit writes which); null: all",
    )
    frame: list[tuple[int | float, int | float]] | None = Field(
        None,
        description="numbers of the samples at coordinates -1 and 1 along each axis, for a part "
        "of a larger signal; halves lie on the edges of pixels (-0.5 and n - 0.5 for one of n); "
        "null: the first and the last",
    )
    output: Output = Field(
        "signed", description="output map; signed: the network paints in [-1, 1]"
    )

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order; the same for every signal."""
        return [f"layer{i}" for i in range(1, self.layers + 1)]

    def features(self, shape: Shape) -> int:
        """Return the number of first neurons: the coordinates, unless a network encodes them."""
        return len(axes_of(shape))

    def widths(self, shape: Shape) -> list[int]:
        """Return the layer sizes from features to channels, `layers + 1` numbers."""
        hidden = [self.width + (layer < self.wider) for layer in range(self.layers - 1)]
        return [self.features(shape), *hidden, shape[3]]

    def members(self, shape: Shape) -> int:
        """Return how many networks there are."""
        return len(self.kept) if isinstance(self.kept, list) else cells_in(self.partition, shape)

    def borders(self, shape: Shape) -> Borders:
        """Return where cells end and begin along (frame, y, x), samples.

        Raises:
            InputError: cells of a label map, which have no such borders.
        """
        if isinstance(self.partition, Labels):
            raise InputError("network.partition: expected cells on a grid, found a label map")
        return borders_on(self.partition, shape)

    def on(self, shape: Shape) -> "Pointwise":
        """Return the network with as many cells as a signal of this shape has."""
        if not isinstance(self.partition, Sides):
            return self
        factors = factors_of(self.borders(shape))
        counts = [factors[axis] for axis in axes_of(shape)]
        return self.model_copy(update={"partition": counts})

    def settled(self, shape: Shape) -> dict[str, Any]:
        """Return the options that this signal's size decided, for the same network on another."""
        return {}

    def plan(self, shape: Shape) -> list[StagePlan]:
        """Return the stages for a signal of shape (frames, height, width, channels)."""
        widths, members = self.widths(shape), self.members(shape)
        return [
            StagePlan(
                name,
                "pointwise",
                *sizes,
                (shape[1], shape[2]),
                last=name == self.stage_names[-1],
                members=members,
            )
            for name, sizes in zip(self.stage_names, pairwise(widths), strict=True)
        ]

    def parameters(self, shape: Shape) -> int:
        """Return the trained parameters of all members together."""
        widths = self.widths(shape)
        return self.members(shape) * sum((a + 1) * b for a, b in pairwise(widths))

    def scaled(self, size: int) -> "Pointwise":
        """Return the same network in another size: the family that budgets are matched in.

        From one size to the next one hidden layer has a unit more: steps of whole widths are too
        coarse for small networks.
        """
        more, wider = divmod(size - 1, self.layers - 1)
        return self.model_copy(update={"width": 1 + more, "wider": wider})
