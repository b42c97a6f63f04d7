"""What edits are asked for: regions, crops, extensions, fine-tuning, decoding."""

from collections.abc import Collection
from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from inrflow.config.base import Strict
from inrflow.config.names import nearest
from inrflow.config.recipe import Recipe

Unit = Literal["samples", "frames", "seconds", "coordinates", "spacing"]
Side = Literal["start", "end", "top", "bottom", "left", "right"]
Extent = Literal["signal", "kept"]
Join = Literal["neighbour", "common"]
Size = list[PositiveInt]


class Span(Strict):
    """A part of one axis; what is left out reaches to the end of the signal."""

    start: float | None = Field(None, description="first place, in `unit`")
    stop: float | None = Field(
        None, description="where it ends, in `unit`; of samples and frames the first one behind it"
    )
    unit: Unit = Field(
        "samples",
        description="frames: samples along `frame`; seconds: of a sound or film; coordinates: "
        "-1..1; spacing: the signal's own unit, e.g. mm of a scan",
    )


class Region(Strict):
    """A box of the signal."""

    frame: Span = Field(Span(), description="along frames, or slices of a volume")
    y: Span = Field(Span(), description="along rows")
    x: Span = Field(Span(), description="along columns, or samples of a sound")


class Crop(Strict):
    """What a crop keeps: a region, or cells by their numbers."""

    region: Region | None = Field(None, description="kept, snapped outward to whole cells")
    cells: list[int] | None = Field(
        None, description="numbers of the cells kept, first axis slowest"
    )

    @model_validator(mode="after")
    def one_of_them(self) -> "Crop":
        """Refuse neither and both."""
        if (self.region is None) == (self.cells is None):
            found = "neither" if self.region is None else "both"
            raise ValueError(f"expected either `region` or `cells`, found {found}")
        return self


class Tune(Strict):
    """How a field is fitted on from the weights that it has."""

    recipe: Recipe = Field(description="optimiser, loss and length")
    train: Literal["all", "local", "new"] = Field(
        "all",
        description="all weights; local: those of cells, not the shared ones; new: those of the "
        "cells that an extension made, so that all that was painted before stays bit for bit",
    )


class Extend(Strict):
    """How a field is extended to a larger signal."""

    side: Side = Field(description="where the signal goes on")
    tune: Tune | None = Field(None, description="null: the mirrored start is written as it is")
    seed: int = Field(0, ge=0, description="of the order of batches")


class Decode(Strict):
    """What is decoded of a fit."""

    region: Region | None = Field(None, description="null: all that `extent` says")
    extent: Extent = Field(
        "signal",
        description="signal: the whole lattice; kept: the smallest box around what has cells",
    )
    size: Size | None = Field(
        None,
        min_length=1,
        description="samples along each axis of the whole signal, in order; null: as fitted",
    )
    fill: float = Field(
        0.0, description="written where no cell is, in the unit of the signal's values"
    )
    threads: int = Field(1, ge=1, description="CPU threads")


class DecodeOfSignals(Strict):
    """What is decoded of the fits of each signal."""

    sizes: dict[str, Size] = Field(
        {}, description="signal -> samples along each of its axes; a signal left out: as fitted"
    )
    extent: Extent = Field("signal", description="as for one fit, where no region is told")
    regions: dict[str, Region] = Field(
        {}, description="signal -> the part of it that is decoded; a signal left out: all"
    )
    fill: float = Field(
        0.0, description="written where no cell is, in the unit of the signal's values"
    )
    threads: int = Field(1, ge=1, description="CPU threads")

    def of(self, signal: str) -> Decode:
        """Return the options of one signal."""
        region, size = self.regions.get(signal), self.sizes.get(signal)
        told = {"extent": self.extent, "fill": self.fill, "threads": self.threads}
        return Decode(region=region, size=size, **told)


class ExtendTo(Extend):
    """How a fit of the study is extended."""

    to: str = Field(description="name of the larger signal")


class Edit(Strict):
    """An edit of a fit, or of what another edit left: one of `crop` and `extend`."""

    of: str | None = Field(None, description="name of the edit to go on from; null: from a fit")
    signal: str | None = Field(None, description="of the fit")
    field: str | None = Field(None, description="of the fit")
    seed: int | None = Field(None, ge=0, description="of the fit")
    crop: Crop | None = Field(None, description="what stays")
    extend: ExtendTo | None = Field(None, description="where the signal goes on")
    decode: Decode = Field(Decode(), description="what is decoded of the edited fit, if asked for")

    @model_validator(mode="after")
    def one_of_each(self) -> "Edit":
        """Refuse an edit of nothing, of two things, or that does nothing or two."""
        if (self.crop is None) == (self.extend is None):
            raise ValueError("expected `crop` or `extend`, found both or neither")
        told = [one is not None for one in (self.signal, self.field, self.seed)]
        if any(told) if self.of is not None else not all(told):
            raise ValueError("expected `of`, or `signal`, `field` and `seed`")
        return self


def edits_name_what_exists(
    edits: dict[str, Edit], signals: Collection[str], fields: Collection[str]
) -> None:
    """Refuse edits of unknown signals, fields or edits, and those that go round in a circle.

    Raises:
        ValueError: naming the key and the nearest name.
    """
    for name, edit in edits.items():
        wanted = [("signal", edit.signal, signals), ("field", edit.field, fields)]
        wanted.append(("of", edit.of, edits))
        if edit.extend is not None:
            wanted.append(("extend.to", edit.extend.to, signals))
        for key, found, known in wanted:
            if found is not None and found not in known:
                near = nearest(found, known)
                raise ValueError(f"edits.{name}.{key}: unknown name {found!r}{near}")
    for name in edits:
        chain_of(name, edits)


def chain_of(name: str, edits: dict[str, Edit]) -> list[Edit]:
    """Return an edit, the one that it goes on from, and so on to that of a fit.

    Raises:
        ValueError: they go round in a circle.
    """
    chain = [edits[name]]
    while (before := chain[-1].of) is not None:
        if len(chain) == len(edits):
            raise ValueError(f"edits.{name}.of: expected an edit of a fit in the end, found none")
        chain.append(edits[before])
    return chain
