"""The networks of a scale that are still fitted, in a batch that shrinks."""

from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from inrflow.croppable.miner.scale import neurons_of
from inrflow.fields.siren import Siren
from inrflow.fitting.runtime import plain_step


@dataclass
class Going:
    """Networks under one optimiser.

    Attributes:
        live: the networks.
        rows: which of the scale's networks each is.
        adam: the optimiser.
    """

    live: Siren
    rows: Int[Tensor, " live"]
    adam: torch.optim.Adam = field(init=False)

    def __post_init__(self) -> None:
        """Make the optimiser; its rate is set at every step."""
        self.adam = torch.optim.Adam(self.live.parameters(), lr=0.0)

    @classmethod
    def of(cls, whole: Siren) -> "Going":
        """Return all networks of a scale, as copies."""
        live = Siren(whole.options, whole.shape).to(whole.device)
        live.load_state_dict(whole.state_dict())
        return cls(live, torch.arange(whole.members, device=whole.device))

    def slope(
        self, targets: Float[Tensor, "block sample channel"], block: int
    ) -> Float[Tensor, " live"]:
        """Set the gradients; return the mean square error of each network.

        The sum over networks is descended, under which the path of one does not depend on how
        many others there are: a mean over all would meet Adam's epsilon.
        """
        self.adam.zero_grad(set_to_none=True)
        painted = self.live.paint(neurons_of(self.live, block))
        losses = (painted - targets[self.rows]).square().mean((1, 2))
        losses.sum().backward()
        return losses.detach()

    def step(self, rate: float) -> None:
        """Make one step along the gradients."""
        self.adam.param_groups[0]["lr"] = rate
        plain_step(self.adam)

    @torch.no_grad()
    def keep(self, some: Bool[Tensor, " live"]) -> "Going":
        """Return some of the networks, with their gradients and what Adam knows of them."""
        pairs = zip(self.live.cells.numbers, some.tolist(), strict=True)
        options = self.live.options.model_copy(update={"kept": [n for n, s in pairs if s]})
        fewer = Going(Siren(options, self.live.shape).to(self.live.device), self.rows[some])
        for old, new in zip(self.live.parameters(), fewer.live.parameters(), strict=True):
            new.copy_(old[some])
            new.grad = old.grad[some]
            state = self.adam.state[old]
            moments = {k: v[some] for k, v in state.items() if v.shape == old.shape}
            fewer.adam.state[new] = state | moments
        return fewer

    @torch.no_grad()
    def write(self, whole: Siren) -> None:
        """Write the weights into the scale's networks."""
        for old, new in zip(whole.parameters(), self.live.parameters(), strict=True):
            old[self.rows] = new
