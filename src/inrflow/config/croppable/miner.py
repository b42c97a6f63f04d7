"""Options of MINER, the comparison of the croppable paper's Appendix D."""

from typing import Literal

from pydantic import Field, PositiveFloat, field_validator, model_validator

from inrflow.config.base import Strict
from inrflow.config.networks.axes import Shape
from inrflow.config.networks.siren import Siren
from inrflow.config.refusals import seeds_differ


class MinerNetworks(Strict):
    """The networks: one SIREN a block of every scale, where the scale before leaves an error.

    Defaults are those of the released pictures; volumes have blocks of 16. With 4 scales of
    blocks of 32 sides are multiples of 256. The released code clips a signal to such sides and
    writes its blocks' axes swapped, which only renames them; neither is done here.
    """

    block: int = Field(32, ge=2, description="samples of a block along each axis")
    scales: int = Field(4, ge=1, description="levels of the pyramid, each half as fine as the next")
    width: int = Field(18, ge=1, description="hidden units a layer")
    coarse_width: int = Field(4, ge=1, description="factor on the width at the coarsest scale")
    layers: int = Field(
        4, ge=2, description="linear layers, the output layer counted: 4 for 2 hidden ones"
    )
    omega: PositiveFloat = Field(150.0, description="omega of all sines, rad per unit of a block")
    active_above: float = Field(
        5e-4,
        ge=0,
        description="mean square of what is left to paint, signal units, above which a block gets "
        "a network; the released code has a key for it and overwrites it with 5e-4",
    )

    def network(self, scale: int, shape: Shape) -> Siren:
        """Return the SIREN of one scale, a cell a block.

        Args:
            scale: 0 is the coarsest.
            shape: of the scale's lattice: (frames, height, width, channels).
        """
        blocks = [side // self.block for side in shape[:3] if side > 1]
        return Siren(
            architecture="siren",
            width=self.width * (1 if scale else self.coarse_width),
            layers=self.layers,
            first_omega=self.omega,
            hidden_omega=self.omega,
            partition=blocks,
            output="identity",
        )


class MinerRecipe(Strict):
    """How the networks are fitted: Adam on all samples of a scale's blocks."""

    steps: int = Field(500, ge=1, description="optimiser steps a scale, at most")
    learning_rate: PositiveFloat = Field(
        5e-4,
        description="base learning rate, multiplied with the share of the scale's blocks that have "
        "a network",
    )
    decay: float = Field(0.999, gt=0, le=1, description="factor on the learning rate a step")
    coarse_rate: PositiveFloat = Field(
        0.25, description="factor on the learning rate at the coarsest scale"
    )
    coarse_rate_steps: int | None = Field(
        None,
        ge=0,
        description="steps that coarse_rate holds for; null: all; 1: as the released code, whose "
        "schedule then overwrites it",
    )
    warm_from: int = Field(
        2,
        ge=1,
        description="first scale whose blocks start from half the weights of the block above them, "
        "where that has a network of their size",
    )
    frozen_below: float = Field(
        1e-4,
        ge=0,
        description="mean square error of a block, as a share of the mean square of the block's "
        "own signal, at which its weights are fixed",
    )
    settled_below: float = Field(
        5e-7,
        ge=0,
        description="change of the mean loss in a step that ends a scale, but not the last",
    )
    stopping_mse: float = Field(
        1e-4, ge=0, description="mean square error of the whole signal that ends a scale"
    )
    threads: int = Field(1, ge=1, description="CPU threads; part of what fixes the bytes")
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="auto: CUDA if there, else CPU"
    )


class MinerFigure(Strict):
    """Where the parameters are, how many a picture has, how many a crop removes."""

    signal: str | None = Field(None, description="signal shown; null: the first")
    seed: int | None = Field(None, ge=0, description="seed shown; null: the first")


class Miner(Strict):
    """MINER beside a field of cells: sizes, and what a cropped border removes; none by default."""

    signals: list[str] = Field(
        [], description="names under `signals`; sides are multiples of block x 2^(scales - 1)"
    )
    seeds: list[int] = Field([0], min_length=1, description="once a seed")
    networks: MinerNetworks = MinerNetworks()
    recipe: MinerRecipe = MinerRecipe()
    field: str = Field(
        "local-global-siren", description="name under `fields` that MINER is compared with"
    )
    budget: int | None = Field(
        None,
        ge=1,
        description="parameters of that field, met within 1 %; null: as it is configured",
    )
    border: int = Field(40, ge=1, description="samples cropped from both ends of every axis")
    figure: MinerFigure = MinerFigure()

    _seeds = field_validator("seeds")(seeds_differ)

    @model_validator(mode="after")
    def figure_shows_what_is_fitted(self) -> "Miner":
        """Refuse signals given twice, and a figure of a signal or seed that is not fitted."""
        if len(set(self.signals)) != len(self.signals):
            raise ValueError(f"signals: expected names that differ, found {self.signals}")
        for key, known in (("signal", self.signals), ("seed", self.seeds)):
            found = getattr(self.figure, key)
            if found is not None and found not in known:
                raise ValueError(f"figure.{key}: expected one of {known}, found {found!r}")
        return self

    def named(self, kind: Literal["signals", "fields"]) -> dict[str, str]:
        """Return signals or fields that are named here -> the key that names them."""
        if kind == "signals":
            return dict.fromkeys(self.signals, "signals")
        return {self.field: "field"} if self.signals else {}

    @property
    def shown(self) -> list[tuple[str, int]]:
        """Signal and seed of the fit that the figure shows; none where nothing is fitted."""
        signals = [self.figure.signal] if self.figure.signal else self.signals[:1]
        seed = self.seeds[0] if self.figure.seed is None else self.figure.seed
        return [(signal, seed) for signal in signals]
