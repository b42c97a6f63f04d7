"""Figures and page of the tables of the study `croppable`: what is drawn is what the fits say."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from inrflow.config.networks.local_global import LocalGlobal
from inrflow.croppable.page import laid_out
from inrflow.croppable.released import measure_of
from inrflow.encoding.shared import shared_parameters
from inrflow.fields.resolve import build, options_of
from inrflow.figures import croppable_factors, croppable_share, croppable_tables
from inrflow.figures.croppable_style import CHANGED, per_unit
from laws.test_config import refused

KINDS = {"one": "whole", "own": "cells", "both": "local-global", "more": "local-global"}
SHARED = {"one": None, "own": 0, "both": 10, "more": 25}
TABLE = {"name": "t", "group": "g", "fields": list(KINDS), "paper": "3", "title": "told"}


def fits_of(signals: tuple[str, ...] = ("s",)) -> pd.DataFrame:
    """Two seeds a field; the released measure ranks the last two the other way."""
    rows = []
    for place, field in enumerate(KINDS):
        for signal in signals:
            for seed in (0, 1):
                names = {"group": "g", "signal": signal, "field": field, "seed": seed}
                told = {"psnr": 30.0 - 3 * place + seed, "kind": "image", "steps": 5}
                told["psnr_minmax"] = {"both": 19.0, "more": 20.0}.get(field, 27.0 - place) + seed
                told |= {"ssim": 0.5, "seconds": 1.0 + place + seed, "decode_seconds": 0.001}
                told |= {"parameters": 100, "shared_parameters": SHARED[field]}
                rows.append(names | told | {"memory_of_fit_mib": 7.0 if seed == 0 else None})
    return pd.DataFrame(rows)


def squares(axes: Axes) -> list[tuple[float, float]]:
    """Return where means are drawn."""
    drawn = [line for line in axes.lines if line.get_marker() == "s"]
    return [(float(x), float(y)) for line in drawn for x, y in line.get_xydata()]


def test_ranks_that_the_released_measure_changes_are_marked() -> None:
    left, right = croppable_tables.draw(fits_of(), [TABLE], KINDS).axes
    assert [x for x, _ in squares(left)] == [30.5, 27.5, 24.5, 21.5]
    assert [x for x, _ in squares(right)] == [27.5, 26.5, 19.5, 20.5]
    assert [text.get_text() for text in left.texts] == ["1", "2", "3", "4"]
    assert [text.get_text() for text in right.texts] == ["1", "2", "4", "3"]
    marked = [text.get_color() == CHANGED for text in right.texts]
    assert marked == [False, False, True, True]
    assert left.get_yticklabels()[2].get_text() == "both"


def test_several_signals_are_points_that_are_means_over_seeds() -> None:
    fits = fits_of(("a", "b"))
    fits.loc[fits["signal"] == "b", "psnr"] += 4
    points = per_unit(fits, "psnr")
    assert points.loc[points["field"] == "one", "psnr"].tolist() == [30.5, 34.5]
    assert len(per_unit(fits[fits["signal"] == "a"], "psnr")) == len(KINDS) * 2


@pytest.mark.parametrize("logarithmic", [True, False])
def test_factors_are_drawn_at_mean_costs_and_mean_quality(logarithmic: bool) -> None:
    params = {"tables": [TABLE], "kinds": KINDS, "measure": "psnr", "logarithmic": logarithmic}
    cells = {"one": "one", "own": "2x2", "both": "2x2", "more": "4x4"}
    drawn = croppable_factors.draw(fits_of(), params | {"cells": cells}).axes
    seconds, decode, memory = drawn
    assert sorted(squares(seconds)) == [(1.5, 30.5), (2.5, 27.5), (3.5, 24.5), (4.5, 21.5)]
    assert {x for x, _ in squares(decode)} == {1.0}  # ms
    assert {x for x, _ in squares(memory)} == {7.0}
    assert {y for _, y in squares(memory)} == {y for _, y in squares(seconds)}
    (joined,) = [x for x in seconds.lines if x.get_marker() == "None" and len(x.get_xdata()) == 2]
    np.testing.assert_allclose(joined.get_xydata(), [(3.5, 24.5), (4.5, 21.5)])
    assert (seconds.get_xscale(), memory.get_xscale()) == (
        "log" if logarithmic else "linear",
        "linear",
    )
    assert [text.get_text() for text in seconds.texts] == ["one", "2x2", "2x2", "4x4"]


def test_shares_are_those_of_the_fits_and_a_field_without_cells_is_a_line() -> None:
    table = TABLE | {"fields": ["both", "more"]}
    params = {"tables": [table], "kinds": KINDS, "beside": ["own", "one"]}
    left, right = croppable_share.draw(fits_of(), params).axes
    assert sorted(squares(left)) == [(0.0, 27.5), (10.0, 24.5), (25.0, 21.5)]
    assert sorted(y for _, y in squares(right)) == [19.5, 20.5, 26.5]
    (across,) = [line for line in left.lines if line.get_linestyle() == "--"]
    assert set(across.get_ydata()) == {30.5}


def test_a_volume_without_occupancy_shows_psnr_twice() -> None:
    fits = fits_of().assign(kind="volume", iou=None)
    assert measure_of(fits).column == "psnr"
    assert measure_of(fits.assign(iou=0.5)).column == "iou"


def test_a_page_tells_means_spreads_and_parts() -> None:
    lines = laid_out([fits_of()], [TABLE]).splitlines()
    assert "## Table 3: t" in lines
    (row,) = [line for line in lines if line.startswith("| both ")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:6] == ["0.500 ± 0.000", "24.50 ± 0.71", "19.50 ± 0.71", "100", "90 + 10 (10.0%)"]
    (whole,) = [line for line in lines if line.startswith("| one ")]
    assert whole.split("|")[6].strip() == "-"


@pytest.mark.parametrize("partition", [[1, 1], [2, 3]])
def test_shared_parameters_are_those_of_the_global_network_and_the_merge(
    partition: list[int],
) -> None:
    shape = (1, 6, 6, 1)
    network: dict[str, Any] = {"architecture": "local_global", "partition": partition}
    network |= {"width": 3, "global_width": 5, "layers": 4}
    options, field = options_of(network), build(network, shape, 0)
    assert isinstance(options, LocalGlobal)
    family = options.family(shape)
    expected = family.global_(5) + family.merge(3, 5)
    assert shared_parameters(field, network, shape) == expected


@pytest.mark.parametrize(("partition", "expected"), [(None, None), ([1, 1], 0), ([2, 3], 0)])
def test_networks_of_cells_alone_share_nothing(
    partition: list[int] | None, expected: int | None
) -> None:
    network = {"architecture": "siren", "width": 3, "layers": 3, "partition": partition}
    shape = (1, 6, 6, 1)
    assert shared_parameters(build(network, shape, 0), network, shape) == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"factors": {"tables": ["factor"]}}, "figures.factors.tables: unknown name 'factor'"),
        ({"share": {"beside": ["sirene"]}}, "figures.share.beside: expected one of group pictures"),
    ],
)
def test_figures_of_what_is_not_there_are_refused(change: dict[str, Any], said: str) -> None:
    assert said in refused({"croppable": {"figures": change}})
