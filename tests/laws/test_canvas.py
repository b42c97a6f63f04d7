"""A canvas is complete and says the same both ways."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from inrflow.tracing import convolution
from inrflow.tracing.canvas import Canvas
from laws.fields import (
    every_field,
    every_reading,
    fit_of,
    mixtures_of,
    stack,
    stages,
)

Canvases = Callable[..., Canvas]
Maps = Callable[..., torch.Tensor]
CLOSE = {"rtol": 1e-4, "atol": 1e-6}


def stored(canvas: Canvas, stage: str, index: int) -> torch.Tensor:
    """Sum of the stored contributions (output, y, x), worked out from the arrays."""
    arrays = {k: torch.from_numpy(a[:]).double() for k, a in canvas.root[stage].arrays()}
    if "contributions" in arrays:
        return arrays["contributions"][index].sum(0)
    features, weight, bias = (arrays[name] for name in ("features", "weight", "bias"))
    mixture = torch.zeros(weight.shape[1], *canvas.size, dtype=torch.float64)
    members, frame = canvas.notes["members"], canvas.frames[index]
    for place, member in enumerate(members):
        frames, rows, columns = canvas.cells.boxes[member]
        own = place if len(weight) == len(members) else 0  # or one that serves all
        if frames.start <= frame < frames.stop:
            made = torch.einsum("on,nyx->oyx", weight[own], features[index][:, rows, columns])
            mixture[:, rows, columns] = made + bias[own][:, None, None]
    return mixture


@every_field
def test_stored_contributions_sum_to_the_mixture(canvas_of: Canvases, name: str) -> None:
    canvas = canvas_of(name)
    for index, frame in enumerate(canvas.frames):
        mixtures = mixtures_of(name, frame)
        for stage in mixtures.keys() & set(canvas.stages):
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
        mixtures = mixtures_of(name, frame)
        for stage in mixtures.keys() & set(canvas.stages):
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
        some = np.array([len(maps) - 1, 0, len(maps) // 2, 0])
        torch.testing.assert_close(view.maps_of(some), maps[some], **CLOSE)
    y, x = places[-1]
    found = canvas.neurons_at(stage, y, x, frame, reading)
    torch.testing.assert_close(found, maps[:, y, x], **CLOSE)
    found = canvas.map_of(stage, 0, frame, reading)
    torch.testing.assert_close(found, maps[0], **CLOSE)


@pytest.mark.parametrize("name", ["ffn-tiles", "siren-cells", "siren-sound", "nerv-2-2", "oinr"])
@every_reading
def test_blocks_of_any_size_hold_the_same_maps(
    canvas_of: Canvases, maps_of: Maps, name: str, reading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = canvas_of(name)
    for stage, frame in stages(canvas):
        view = canvas.view(stage, frame, reading)
        if fit_of(name).field.samples == "pixel":
            # a few rows, or less than one
            view = replace(view, pixels=canvas.size[1] // 3 + 1 if canvas.size[0] < 9 else 285)
        else:
            monkeypatch.setattr(convolution, "CHUNK_BYTES", 1)
        assert len(list(view.blocks())) > 1 or canvas.size[0] == 1
        torch.testing.assert_close(stack(view), maps_of(name, stage, frame, reading), **CLOSE)
        monkeypatch.undo()
