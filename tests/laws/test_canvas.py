"""A canvas is complete, says the same both ways, and keeps its promises about memory."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from inrflow.errors import InputError
from inrflow.io.digest import digest_directory
from inrflow.tracing import convolution
from inrflow.tracing.canvas import Canvas
from inrflow.tracing.readings import check_reading
from laws.fields import (
    FIELDS,
    READINGS,
    every_field,
    every_reading,
    fit_of,
    stack,
    stages,
    trace,
)

Canvases = Callable[..., Canvas]
Maps = Callable[..., torch.Tensor]
CLOSE = {"rtol": 1e-4, "atol": 1e-6}


def stored(canvas: Canvas, stage: str, index: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Sum of the stored contributions (output, y, x), worked out from the arrays."""
    arrays = {k: torch.from_numpy(a[index]).double() for k, a in canvas.root[stage].arrays()}
    if "contributions" in arrays:
        return arrays["contributions"].sum(0)
    mixture = torch.einsum("on,nyx->oyx", arrays["weight"], arrays["features"])
    return mixture + arrays["bias"][:, None, None]


def painted(name: str, frame: int) -> dict[str, torch.Tensor]:
    """Mixture (output, y, x) of every stage, by the field itself."""
    field = fit_of(name).field
    part, coordinates = field.at_frame(frame)
    with torch.no_grad():
        found = {step.name: step.mixture[0] for step in part.walk(coordinates)}
    if field.samples == "frame":
        return found
    return {k: v.T.reshape(-1, *field.shape[1:3]) for k, v in found.items()}


@every_field
def test_stored_contributions_sum_to_the_mixture(canvas_of: Canvases, name: str) -> None:
    canvas = canvas_of(name)
    for index, frame in enumerate(canvas.frames):
        mixtures = painted(name, frame)
        for stage in canvas.stages:
            error = (stored(canvas, stage, index) - mixtures[stage]).abs().max()
            assert error < 1e-5
            assert canvas.completeness_error(stage) < 1e-5


@every_field
def test_the_completeness_error_is_that_of_the_stored_numbers(
    canvas_of: Canvases, name: str
) -> None:
    canvas = canvas_of(name, "float16")
    worst = dict.fromkeys(canvas.stages, 0.0)
    for index, frame in enumerate(canvas.frames):
        mixtures = painted(name, frame)
        for stage in canvas.stages:
            error = (stored(canvas, stage, index) - mixtures[stage]).abs().max()
            worst[stage] = max(worst[stage], float(error))
    for stage, error in worst.items():
        assert canvas.completeness_error(stage) == pytest.approx(error, rel=1e-2, abs=1e-6)
    assert max(worst.values()) > 1e-5


@every_field
@every_reading
def test_pixels_and_neurons_tell_the_same(
    canvas_of: Canvases, maps_of: Maps, name: str, reading: str
) -> None:
    canvas = canvas_of(name)
    bottom, right = (side - 1 for side in canvas.size)
    # two corners, two edges, two inside; blocks are lifted whole, pixels by their window
    places = [(0, 0), (bottom, right), (0, right // 2), (bottom // 2, 0)]
    places += [(bottom // 2, right // 2), (bottom // 3, right)]
    for stage, frame in stages(canvas):
        maps, view = maps_of(name, stage, frame, reading), canvas.view(stage, frame, reading)
        assert maps.isfinite().all()
        for y, x in places:
            torch.testing.assert_close(view.at(y, x), maps[:, y, x], **CLOSE)
        for neuron in {0, len(maps) - 1}:
            torch.testing.assert_close(view.map_of(neuron), maps[neuron], **CLOSE)
    y, x = places[-1]
    found = canvas.neurons_at(stage, y, x, frame, reading)
    torch.testing.assert_close(found, maps[:, y, x], **CLOSE)
    found = canvas.map_of(stage, 0, frame, reading)
    torch.testing.assert_close(found, maps[0], **CLOSE)


@pytest.mark.parametrize("name", ["ffn-frames", "ffn-tiles", "nerv-2-2", "nerv-3-2"])
@every_reading
def test_blocks_of_any_size_hold_the_same_maps(
    canvas_of: Canvases, maps_of: Maps, name: str, reading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = canvas_of(name)
    for stage, frame in stages(canvas):
        view = canvas.view(stage, frame, reading)
        if fit_of(name).field.samples == "pixel":
            view = replace(view, pixels=canvas.size[1] * 4 + 1)
        else:
            monkeypatch.setattr(convolution, "CHUNK_BYTES", 1)
        assert len(list(view.blocks())) > 1
        torch.testing.assert_close(stack(view), maps_of(name, stage, frame, reading), **CLOSE)
        monkeypatch.undo()


@every_field
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


@pytest.mark.parametrize("name", ["ffn-tiles", "nerv-2-2", "nerv-tiles"])
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


@pytest.mark.parametrize(
    ("name", "wanted"), [("ffn-frames", ["layer3", "layer2"]), ("nerv-2-2", ["head", "block1"])]
)
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
        some.view(wanted[0], 0)
    with pytest.raises(InputError, match="unknown name"):
        some.view("layer1" if name.startswith("ffn") else "block2", last)


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
