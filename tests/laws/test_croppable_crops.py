"""Crops that are counted in files: the rate curve, and cells that are objects."""

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from inrflow.config.networks.automatic import Family
from inrflow.croppable.nearest import nearest_in_size
from inrflow.croppable.object_cells import grid_of
from inrflow.croppable.rate import boxes_of_cells
from inrflow.croppable.stage_objects import crop_objects
from inrflow.croppable.stage_rate import chosen, measure_rate
from inrflow.editing.info import contents
from inrflow.editing.objects import (
    cells_of_object,
    labels_of,
    object_in,
    owners,
    partition_of,
    runs_of,
)
from inrflow.fields.cells import Cells
from inrflow.fields.pointwise import cells_of
from inrflow.fields.resolve import build, options_of
from inrflow.fitting.fit import Fit
from inrflow.signals.signal import Segments, Signal
from laws.fields import noise, siren

few = settings(max_examples=25, deadline=None)
LOCAL_GLOBAL = {"architecture": "local_global", "width": 3, "global_width": 4, "layers": 3}
RECIPE = {"learning_rate": 1e-2, "steps": 2, "device": "cpu", "evaluations": 1}


def segments(labels: np.ndarray) -> Segments:
    """Segments of a label map; even ids are things."""
    table = [
        {"id": int(n), "name": f"s{n}", "category": f"c{n % 3}", "thing": int(n) % 2 == 0}
        for n in np.unique(labels)
        if n
    ]
    return Segments(labels.astype(np.int32), table)


def blotches(shape: tuple[int, int, int], seed: int) -> np.ndarray:
    """A label map of a few large blotches and many specks, some of them void."""
    source = np.random.default_rng(seed)
    coarse = source.integers(1, 5, [-(-side // 3) for side in shape])
    labels = np.kron(coarse, np.ones((3, 3, 3), dtype=int))[tuple(map(slice, shape))]
    specks = source.random(shape) < 0.15
    return np.where(specks, source.choice([0, 7, 8, 9], shape), labels)


MAPS = st.tuples(
    st.sampled_from([(1, 6, 7), (1, 1, 9), (3, 4, 5), (2, 5, 3)]), st.integers(0, 10**6)
)


@few
@given(MAPS)
def test_runs_are_the_exact_inverse_of_labels(case: tuple) -> None:
    labels = blotches(*case) - 1  # with -1 in it: in no cell
    runs = runs_of(labels)
    np.testing.assert_array_equal(labels_of({"shape": list(case[0]), "runs": runs}), labels)
    assert all(a[0] != b[0] for a, b in pairwise(runs))  # as few as can be
    assert all(count > 0 for _, count in runs)


@few
@given(MAPS, st.integers(1, 6), st.sampled_from(["neighbour", "common"]))
def test_every_sample_is_in_a_cell_and_small_segments_join(
    case: tuple, smallest: int, join: str
) -> None:
    labels = blotches(*case)
    counts = {n: int((labels == n).sum()) for n in np.unique(labels) if n}
    large = sorted(n for n, count in counts.items() if count >= smallest)
    if not large:
        return
    cells = labels_of(partition_of(segments(labels), smallest, join))
    assert cells.min() == 0 and cells.shape == labels.shape  # no sample is lost
    for number, one in enumerate(large):
        assert (cells[labels == one] == number).all()
    rest = ~np.isin(labels, large)
    if join == "common":
        assert (cells[rest] == len(large)).all() and not (cells[~rest] == len(large)).any()
    else:
        assert cells.max() == len(large) - 1
        kept = np.where(rest, -1, cells)
        for one in np.unique(labels[rest]):
            pieces, count = ndimage.label(rest & (labels == one))
            for piece in range(1, count + 1):
                _held_against_the_slow_rule(pieces == piece, cells, kept, labels, large, counts)


def _held_against_the_slow_rule(
    piece: np.ndarray, cells: np.ndarray, kept: np.ndarray, labels: np.ndarray, large: list, counts
) -> None:
    """A piece is in one cell; of those that it touches at first, the largest."""
    (found,) = np.unique(cells[piece])
    beside = np.unique(kept[ndimage.binary_dilation(piece) & ~piece])
    beside = [int(n) for n in beside if n >= 0]
    if beside:
        assert found == max(beside, key=lambda n: (counts[large[n]], -n))


def test_a_segment_keeps_its_cell_over_frames() -> None:
    labels = np.zeros((3, 4, 6), dtype=np.int32) + 5
    for frame in range(3):
        labels[frame, 1:3, 2 * frame : 2 * frame + 2] = 2  # a thing that moves
    film = segments(labels)
    cells = labels_of(partition_of(film))
    np.testing.assert_array_equal(cells == 0, labels == 2)
    name, mask = object_in(film, None)  # the thing, though the other is larger
    assert name == "s2" and (mask == (labels == 2)).all()
    assert (object_in(film, "c2")[1] == (labels > 0)).all()  # a category: both of them


def test_cells_of_an_object_are_those_that_touch_it() -> None:
    labels = blotches((1, 9, 11), 3)
    some = segments(labels)
    _, mask = object_in(some, "s2")
    grid = cells_of(options_of(siren(partition=[3, 4])), (1, 9, 11, 1))
    own = owners(grid)
    assert (own >= 0).all() and cells_of_object(grid, mask) == np.unique(own[mask]).tolist()
    network = siren(partition=partition_of(some))
    labelled = cells_of(options_of(network), (1, 9, 11, 1))
    assert cells_of_object(labelled, mask) == [1]
    np.testing.assert_array_equal(owners(labelled) == 1, cells_of_map(some) == 1)


def cells_of_map(some: Segments) -> np.ndarray:
    """The label map of its partition."""
    return labels_of(partition_of(some))


@few
@given(st.sampled_from([(4, 4), (1, 7), (2, 3), (5, 2)]), st.booleans())
def test_boxes_grow_about_the_middle(factors: tuple[int, int], whole: bool) -> None:
    options = options_of(siren(partition=list(factors), kept=None if whole else [0, 1]))
    cells = cells_of(options, (1, 14, 15, 1))
    assert isinstance(cells, Cells)
    found = list(boxes_of_cells(cells))
    assert found[-1] == cells.numbers
    for less, more in pairwise(found):
        assert set(less) <= set(more)
    if whole and factors == (4, 4):
        assert found[1] == [5, 6, 9, 10]


def test_boxes_that_are_refitted_are_spread() -> None:
    assert chosen(15, 3) == [0, 7, 14]
    assert chosen(2, 3) == [0, 1] and chosen(0, 3) == [] and chosen(4, 0) == []


@pytest.mark.parametrize(("shape", "cells"), [((1, 64, 128, 3), 15), ((4, 30, 30, 1), 9)])
def test_a_grid_of_about_as_many_cells(shape: tuple, cells: int) -> None:
    found = grid_of(shape, cells)
    assert len(found) == (2 if shape[0] == 1 else 3) and math.prod(found[-2:]) in (cells, cells + 1)
    assert found == {15: [3, 5], 9: [1, 3, 3]}[cells]


def test_the_nearest_size_is_the_nearest() -> None:
    family, shape = options_of(siren(partition=[2, 2])), (1, 8, 8, 1)
    sizes = [family.scaled(size).parameters(shape) for size in range(1, 40)]
    for target in (1, 300, 777, 2000):
        found = nearest_in_size(family, shape, target).parameters(shape)
        assert abs(found - target) == min(abs(size - target) for size in sizes)


def fit_of(network: dict[str, Any], signal: Signal, seed: int) -> Fit:
    """A fit of random weights, with a recipe to be refitted by."""
    return Fit(build(network, signal.shape, seed).eval(), network, RECIPE, seed, signal.described)


def test_bytes_of_written_crops_are_header_and_closed_form(tmp_path: Path) -> None:
    signal = Signal(noise(1, 9, 13, 2), np.zeros(1), {}, "image")
    signal.write(tmp_path / "frames.safetensors")
    networks = {"lgs": LOCAL_GLOBAL | {"partition": [3, 4]}, "spp": siren(partition=[3, 4])}
    paths = []
    for name, network in (networks | {"siren": siren(width=9)}).items():
        for seed in (0, 1):
            paths.append(tmp_path / f"{name}{seed}.safetensors")
            fit_of(network, signal, seed).write(paths[-1])
    params = {"signal": "noise", "fields": list(networks), "seeds": [0, 1], "areas": 2}
    measure_rate(
        params | {"refitted": "siren", "threads": torch.get_num_threads()},
        frames=tmp_path / "frames.safetensors",
        fits=paths,
        rate=tmp_path / "rate.csv",
    )
    table = pd.read_csv(tmp_path / "rate.csv")
    cropped = table[table["method"] == "cropped"]
    family, channels = Family(2, 2, 1, 1), 2
    local = {"lgs": family.local(3), "spp": 5 * 3 + 5 * 6 + 6 * channels}
    shared = {"lgs": family.global_(4) + family.merge(3, 4), "spp": 0}
    for _, row in cropped.iterrows():
        numbers = row["cells"] * local[row["field"]] + shared[row["field"]]
        assert row["parameters"] == numbers and row["shared"] == shared[row["field"]]
        assert row["bytes"] == row["header_bytes"] + 4 * numbers
        assert row["psnr"] == row["psnr_before"]  # cropping changes no kept sample
    # local weights fall as cells do, the file does not
    np.testing.assert_array_equal(cropped["local_share"], cropped["cells_share"])
    part = cropped[cropped["cells"] < 12]
    assert len(part) and (part["bytes_share"] > part["cells_share"]).all()
    constant = part["constant_share"]
    np.testing.assert_allclose(
        part["payload_share"], constant + (1 - constant) * part["cells_share"]
    )
    whole, anew = table[table["method"] == "whole"], table[table["method"] == "refitted"]
    assert (whole["bytes_share"] == 1).all() and len(whole) == 2 * 4
    sizes = cropped[cropped["field"] == "lgs"].set_index(["seed", "area_share"])["parameters"]
    assert len(anew) == 2 * 2
    for _, row in anew.iterrows():
        assert abs(row["parameters"] / sizes[row["seed"], row["area_share"]] - 1) < 0.2


def test_an_object_is_alone_in_cells_of_segments(tmp_path: Path) -> None:
    labels = np.ones((2, 8, 9), dtype=np.int32)
    labels[:, 4:], labels[:, 2:6, 3:6] = 3, 2
    labels[0, 0, 0] = 0
    paths = {name: tmp_path / f"{name}.safetensors" for name in ("frames", "masks")}
    outputs = {name: tmp_path / f"{name}.out" for name in ("objects", "labels", "grid")}
    Signal(noise(2, 8, 9, 3), np.arange(2.0), {}).write(paths["frames"])
    segments(labels).write(paths["masks"])
    fields = {"lgs": {"network": LOCAL_GLOBAL | {"partition": [2, 2]}, "recipe": RECIPE}}
    params = {"signal": "s", "of": {}, "fields": fields, "seeds": [0, 1], "budget": 400}
    crop_objects(params | {"smallest": 2, "join": "neighbour"}, **paths, **outputs)
    table = pd.read_csv(outputs["objects"]).set_index(["cells_of", "seed"])
    assert (table["object"] == "s2").all() and (table["whole_cells"] == 3).loc["labels"].all()
    alone = table.loc["labels"]
    assert (alone["foreign_share"] == 0).all() and (alone["kept_samples"] == 12).all()
    assert (alone["cells"] == 1).all() and (table.loc["grid", "foreign_share"] > 0).all()
    assert (table["kept_samples"] >= table["object_samples"]).all()
    assert (table["psnr_object"] == table["psnr_object_before"]).all()
    for kind in ("labels", "grid"):
        row, found = table.loc[kind, 0], contents(outputs[kind])
        assert found.bytes == row["bytes"] == row["header_bytes"] + 4 * row["parameters"]
    part = json.loads(json.dumps(Fit.read(outputs["labels"]).network))
    np.testing.assert_array_equal(labels_of(part["partition"]) == part["kept"][0], labels[:1] == 2)
