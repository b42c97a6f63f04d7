"""A canvas on disk: its pieces, its bytes, what it leaves out, and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from inrflow.config.tracing import Tracing
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.io.digest import digest_directory
from inrflow.tracing.canvas import Canvas
from inrflow.tracing.layout import canvas_bytes
from inrflow.tracing.readings import check_reading
from laws.fields import (
    DECODERS,
    FIELDS,
    OPERATORS,
    READINGS,
    every_field,
    fit_of,
    siren,
    stack,
    stages,
    trace,
)

Canvases = Callable[..., Canvas]
Maps = Callable[..., torch.Tensor]
CLOSE = {"rtol": 1e-4, "atol": 1e-6}


# those that come in several pieces: a channel each, or more than one chunk of pixels
PIECES = [*DECODERS, *OPERATORS, "ffn-tiles", "siren-tiles", "siren-sound"]


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_the_bound_on_memory_does_not_change_what_is_stored(
    canvas_of: Canvases, name: str, dtype: str, tmp_path: Path
) -> None:
    whole = canvas_of(name, dtype)
    pieces = trace(tmp_path / "pieces", fit_of(name), piece=1, dtype=dtype)
    # bands of another height go another way through the matrix product
    close = {"rtol": 1e-5, "atol": 1e-6} if dtype == "float32" else {"rtol": 2e-3, "atol": 1e-4}
    for stage in whole.stages:
        for key, array in whole.root[stage].arrays():
            found = pieces.root[stage][key]
            assert found.shape == array.shape and found.dtype == array.dtype
            np.testing.assert_allclose(found[:], array[:], **close)


@pytest.mark.parametrize("name", ["ffn-tiles", "siren-tiles", "nerv-2-2", "oinr-volume"])
def test_a_canvas_in_pieces_is_read_like_one_written_at_once(
    maps_of: Maps, name: str, tmp_path: Path
) -> None:
    pieces = trace(tmp_path / "pieces", fit_of(name), piece=1)
    for stage, frame in stages(pieces):
        for reading in READINGS:
            found, wanted = stack(pieces.view(stage, frame, reading)), (stage, frame, reading)
            torch.testing.assert_close(found, maps_of(name, *wanted), rtol=1e-4, atol=1e-5)


@every_field
def test_same_fit_same_bytes(canvas_of: Canvases, name: str, tmp_path: Path) -> None:
    first, second = canvas_of(name), trace(tmp_path / "two", fit_of(name))
    one, two = (digest_directory(Path(c.root.store.root)) for c in (first, second))
    assert one == two


CHOSEN = {
    "ffn-frames": ["layer3", "layer2"],
    "siren-film": ["layer3", "layer2"],
    "local-global": ["head", "merge2", "global2"],
    "nerv-2-2": ["head", "block1"],
    "oinr-volume": ["layer3", "layer1"],
}


@pytest.mark.parametrize(("name", "wanted"), CHOSEN.items())
def test_chosen_stages_and_frames_are_stored_and_no_others(
    canvas_of: Canvases, maps_of: Maps, name: str, wanted: list[str], tmp_path: Path
) -> None:
    whole = canvas_of(name)
    last = FIELDS[name][1][0] - 1
    some = trace(tmp_path / "some", fit_of(name), stages=wanted, frames=[last, last])
    assert some.stages == sorted(wanted, key=whole.stages.index)
    assert some.frames == [last]
    for stage in wanted:
        for reading in READINGS:
            found = stack(some.view(stage, last, reading))
            whole_maps = maps_of(name, stage, last, reading)
            torch.testing.assert_close(found, whole_maps, rtol=0, atol=0)
    with pytest.raises(InputError, match="frame"):
        some.view(wanted[0], last + 1)
    with pytest.raises(InputError, match="unknown name"):
        some.view(next(stage for stage in whole.stages if stage not in wanted), last)
    stored = sum(a.size * a.dtype.itemsize for s in wanted for _, a in some.root[s].arrays())
    options = Tracing(stages=wanted, frames=[last])
    assert canvas_bytes(fit_of(name).field.options, FIELDS[name][1], options) == stored


def test_frames_whose_cells_have_no_network_are_empty(tmp_path: Path) -> None:
    network, shape = siren(partition=[2, 1, 2], kept=[0, 1]), (3, 4, 5, 1)
    fit = Fit(build(network, shape, 0).eval(), network, {}, 0)
    canvas = trace(tmp_path / "empty", fit, frames=[2])
    for stage in canvas.stages:
        assert canvas.completeness_error(stage) == 0
        for reading in READINGS:
            assert not stack(canvas.view(stage, 2, reading)).any()
    stored = sum(
        a.size * a.dtype.itemsize for s in canvas.stages for _, a in canvas.root[s].arrays()
    )
    assert canvas_bytes(fit.field.options, shape, Tracing(frames=[2])) == stored


@pytest.mark.parametrize("left", [["layer1", "layer2"], ["layer1", "layer3"]])
def test_share_needs_every_later_stage(left: list[str], tmp_path: Path) -> None:
    canvas = trace(tmp_path / "gap", fit_of("ffn"), stages=left)
    with pytest.raises(InputError, match="later stages"):
        canvas.view("layer1", 0, "share")
    assert canvas.view("layer1", 0, "released").neurons == 10


def test_share_sees_a_missing_layer_between_layers_of_one_width(tmp_path: Path) -> None:
    canvas = trace(tmp_path / "gap", fit_of("ffn-4-layers"), stages=["layer2", "layer4"])
    with pytest.raises(InputError, match="later stages"):
        canvas.view("layer2", 0, "share")


def test_share_follows_a_global_network_along_all_its_readers(tmp_path: Path) -> None:
    left = ["global1", "merge1", "local2", "merge2", "head"]  # global2 reads global1 too
    canvas = trace(tmp_path / "gap", fit_of("local-global"), stages=left)
    assert canvas.view("merge1", 0, "share").neurons == 9
    with pytest.raises(InputError, match="later stages"):
        canvas.view("global1", 0, "share")


@pytest.mark.parametrize("name", ["ffn-frames", "nerv-2-2"])
def test_a_torn_canvas_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    store = tmp_path / "canvas"
    trace(store, fit_of(name))
    files = sorted(p for p in store.rglob("*") if p.is_file())
    assert len(files) > 4
    for file in files:
        kept = file.read_bytes()
        for left in (None, kept[: len(kept) // 2]):
            file.unlink()
            if left is not None:
                file.write_bytes(left)
            with pytest.raises(InputError) as caught:
                Canvas.open(store)
            assert str(store) in str(caught.value) and "\n" not in str(caught.value)
            file.write_bytes(kept)
    Canvas.open(store)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda c: c.view("layer9", 0), "did you mean 'layer1'|layer9"),
        (lambda c: c.view("layer1", 7), r"frame: expected one of \[0\], found 7"),
        (lambda _: check_reading("shar"), "reading: unknown name 'shar'; did you mean 'share'"),
        (lambda c: c.map_of("layer1", -1, 0), "neuron: expected a number from 0 to 9"),
        (lambda c: c.map_of("layer1", 10, 0, "released"), "neuron"),
        (lambda c: c.map_of("layer1", 5, 0, "paper"), "neuron: expected a number from 0 to 4"),
        (lambda c: c.neurons_at("layer1", -1, 0, 0), "pixel: expected y from 0 to 6"),
        (lambda c: c.neurons_at("layer1", 0, 9, 0), "pixel"),
    ],
)
def test_what_a_canvas_does_not_hold_is_an_error(canvas_of: Canvases, ask: Callable, said: str):
    with pytest.raises(InputError, match=said):
        ask(canvas_of("ffn"))
