"""Bad edits end in one line, and the fit that they were asked of stays as it was."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inrflow.__main__ import main
from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.config.root import Config
from inrflow.editing.crop import crop
from inrflow.editing.extend import extend
from inrflow.editing.tune import tune, tune_local
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.signals.signal import Signal
from laws.fields import fit_of, nerv, noise

SIREN = {"architecture": "siren", "width": 3, "layers": 3}
CELLS = SIREN | {"partition": [2, 3]}
LABELS = SIREN | {"partition": {"shape": [1, 6, 9], "runs": [[0, 20], [1, 34]]}}
SHAPE = (1, 6, 9, 1)
RECIPE = {"learning_rate": 0.01, "steps": 1, "device": "cpu"}
CONFIG = {
    "signals": {"camera": {"reader": "image", "path": "camera.png"}},
    "fields": {"cells": {"network": CELLS, "recipe": RECIPE}},
    "seeds": [0],
    "xinc": {"signals": [], "fields": [], "heads": {"signals": [], "fields": []}},
}
Run = Callable[..., str]


def made(network: dict[str, Any], shape: tuple = SHAPE) -> Fit:
    signal = Signal(noise(*shape), np.zeros(shape[0]), {}, "image")
    return Fit(build(network, shape, 0).eval(), network, {}, 0, signal.described)


@pytest.fixture
def fit(tmp_path: Path) -> Path:
    """A picture of 6 x 9 px in 2 x 3 cells."""
    path = tmp_path / "fit.safetensors"
    made(CELLS).write(path)
    return path


@pytest.fixture
def edit(refuse: Run, fit: Path, tmp_path: Path) -> Run:
    """Run an edit of the fit that must fail, and see that the fit's bytes stay."""

    def run(stage: str, params: Any, **inputs: Path) -> str:
        outputs = {
            "crop": {"cropped": "out.safetensors", "report": "out.json"},
            "extend": {"extended": "out.safetensors"},
            "decode": {"decoded": "out.npy", "mask": "mask.npy"},
        }
        paths = {"fit": fit, **{key: tmp_path / name for key, name in outputs[stage].items()}}
        paths |= inputs
        before = digest(paths["fit"])
        line = refuse(stage, params, **paths)
        assert digest(paths["fit"]) == before
        return line

    return run


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def x(start: float | None, stop: float | None, unit: str = "samples") -> dict[str, Any]:
    return {"region": {"x": {"start": start, "stop": stop, "unit": unit}}}


REGIONS = [
    (x(4, 4), "region.x: expected a sample in it, found none from 4 to 4 samples"),
    (x(5, 2), "region.x: expected a sample in it, found none from 5 to 2 samples"),
    (x(2.2, 2.8), "region.x: expected a sample in it, found none from 2.2 to 2.8"),
    (x(4, 10), "region.x: expected a part of the 9 samples, found 4 to 10 samples"),
    (x(-1, 4), "region.x: expected a part of the 9 samples, found -1 to 4 samples"),
    (x(20, None), "region.x: expected a sample in it, found none from 20 to the end"),
    (x(0, 1, "seconds"), "region.x.unit: expected one that this axis has, found 'seconds'"),
    (x(0, 1, "frames"), "region.x.unit: expected one that this axis has, found 'frames'"),
    (x(0, 1, "metres"), "region.x.unit: "),
    (x(0, 2, "coordinates"), "region.x: expected a part of the 9 samples, found 0 to 2 coord"),
    (x(float("nan"), 4), "region.x.start: Input should be a finite number"),
    (x(0, float("inf")), "region.x.stop: Input should be a finite number"),
    ({"region": {"frame": {"start": 0, "stop": 1, "unit": "coordinates"}}}, "region.frame.unit"),
    ({"region": {"z": {"start": 0}}}, "unknown key region.z"),
]


@pytest.mark.parametrize("stage", ["crop", "decode"])
@pytest.mark.parametrize(("params", "said"), REGIONS, ids=[said[:60] for _, said in REGIONS])
def test_regions_that_the_signal_does_not_have(
    stage: str, params: dict, said: str, edit: Run
) -> None:
    assert said in edit(stage, params)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"cells": []}, "crop: expected a cell to stay, found none: all would be cropped away"),
        ({"cells": [6]}, "crop.cells: expected cells among the 6 there, found 6"),
        ({"cells": [-1]}, "crop.cells: expected cells among the 6 there, found -1"),
        ({"cells": [2, 2]}, "crop.cells: expected each cell once, found [2, 2]"),
        ({"cells": ["first"]}, "crop: cells.0"),
        ({}, "crop: expected either `region` or `cells`, found neither"),
        (x(0, 4) | {"cells": [0]}, "crop: expected either `region` or `cells`, found both"),
    ],
    ids=str,
)
def test_cells_that_cannot_stay(params: dict, said: str, edit: Run) -> None:
    assert said in edit("crop", params)


def test_what_was_cropped_away_is_gone(edit: Run, tmp_path: Path) -> None:
    part = tmp_path / "part.safetensors"
    crop(made(CELLS), cells=[0, 3])[0].write(part)
    assert "expected cells among the 2 there, found 1" in edit("crop", {"cells": [1]}, fit=part)
    assert "expected a cell to stay, found none" in edit("crop", x(6, 9), fit=part)
    line = edit("decode", x(6, 9), fit=part)
    assert "region: expected a cell in it, found none: it was cropped away" in line


WITHOUT = {
    "siren": lambda: made(SIREN),
    "ffn": lambda: fit_of("ffn"),
    "nerv": lambda: made(nerv(2, 2), (1, 8, 12, 3)),
    "oinr": lambda: made({"architecture": "oinr", "levels": 2, "channels": [4]}),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_a_field_without_cells_is_not_cropped(name: str, edit: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    WITHOUT[name]().write(path)
    line = edit("crop", {"cells": [0]}, fit=path)
    assert f"network: expected one with cells, found {name} without a partition" in line


@pytest.mark.parametrize(
    ("shape", "params", "said"),
    [
        ((1, 6, 9, 1), {"side": "right"}, "1x6x9 samples with more along x alone, found 1x6x9"),
        ((1, 6, 7, 1), {"side": "right"}, "with more along x alone, found 1x6x7"),
        ((1, 6, 12, 3), {"side": "right"}, "expected a signal of 1 channels, found 3"),
        ((1, 8, 12, 1), {"side": "right"}, "with more along x alone, found 1x8x12"),
        ((1, 8, 9, 1), {"side": "right"}, "with more along x alone, found 1x8x9"),
        ((2, 6, 9, 1), {"side": "end"}, "extend.side: expected a side that the signal has, "),
        ((1, 6, 12, 1), {"side": "behind"}, "extend: side: "),
        ((1, 6, 12, 1), {}, "extend: side: "),
        ((1, 6, 12, 1), {"side": "right", "tune": {"train": "new"}}, "extend: tune.recipe"),
    ],
    ids=str,
)
def test_signals_that_a_fit_is_not_extended_to(
    shape: tuple, params: dict, said: str, edit: Run, tmp_path: Path
) -> None:
    Signal(noise(*shape), np.zeros(shape[0]), {}, "image").write(tmp_path / "larger.safetensors")
    assert said in edit("extend", params, frames=tmp_path / "larger.safetensors")


@pytest.mark.parametrize(
    ("network", "train", "said"),
    [
        (LABELS, "all", "expected cells on a grid, found those of a label map"),
        (SIREN, "new", "extend.tune.train: expected a field with cells for 'new', found none"),
        (SIREN, "local", "expected one with cells, found siren without a partition"),
        (None, "all", "extend: expected a field of coordinates over the signal, found ffn"),
    ],
    ids=["labels", "no new cells", "no cells", "frames"],
)
def test_fields_that_are_not_extended(
    network: dict | None, train: str, said: str, edit: Run, tmp_path: Path
) -> None:
    path, larger = tmp_path / "other.safetensors", tmp_path / "larger.safetensors"
    (made(network) if network else fit_of("ffn")).write(path)
    Signal(noise(1, 6, 12, 1), np.zeros(1), {}, "image").write(larger)
    params = {"side": "right", "tune": {"recipe": RECIPE, "train": train}}
    assert said in edit("extend", params, fit=path, frames=larger)


def test_a_signal_of_other_numbers_is_refused(edit: Run, tmp_path: Path) -> None:
    signal = Signal(noise(1, 6, 12, 1), np.zeros(1), {}, "image", (-5.0, 5.0))
    signal.write(tmp_path / "larger.safetensors")
    line = edit("extend", {"side": "right"}, frames=tmp_path / "larger.safetensors")
    assert "expected a signal whose values range from 0 to 1, found -5 to 5" in line


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def headless(path: Path) -> None:
    path.write_bytes((3).to_bytes(8, "little") + b"[1]")


def of_nothing(path: Path) -> None:
    header = json.dumps({"kind": "fit", "version": 2})
    text = json.dumps({"__metadata__": {"inrflow": header}}).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text)


def too_short(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"shape": [1, 6, 9, 1]', b'"shape": [1, 6, 9]   '))
    path.write_bytes(
        path.read_bytes().replace(rb"\"shape\": [1, 6, 9, 1]", rb"\"shape\": [1, 6, 9]   ")
    )


def a_signal(path: Path) -> None:
    Signal(noise(1, 2, 2, 3), np.zeros(1), {}).write(path)


@pytest.mark.parametrize(
    "spoil", [torn, headless, of_nothing, too_short, a_signal, Path.touch, Path.unlink]
)
def test_a_file_that_is_no_fit(
    spoil: Callable, fit: Path, refuse: Run, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    if spoil is Path.touch:
        fit.write_bytes(b"")
    else:
        spoil(fit)
    out = {"cropped": tmp_path / "out.safetensors", "report": tmp_path / "out.json"}
    assert "fit.safetensors: expected" in refuse("crop", {"cells": [0]}, fit=fit, **out)
    line = refuse("decode", x(0, 3), fit=fit, decoded=tmp_path / "out.npy")
    assert "fit.safetensors: expected" in line
    assert main(["info", str(fit)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"inrflow: error: {fit}: expected") and error.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["one", "two"]])
def test_info_wants_one_file(arguments: list[str], capsys: pytest.CaptureFixture) -> None:
    assert main(["info", *arguments]) == 1
    said = f"inrflow: error: info: expected the file of a fit, found {len(arguments)} arguments\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ([12], "decode.size: expected 2 numbers"),
        ([12, 12, 12], "decode.size: expected 2 numbers"),
        ([1, 2], "decode: expected"),
        ([0, 12], "size.0"),
        ([], "size"),
    ],
    ids=str,
)
def test_lattices_that_cells_cannot_paint(size: list[int], said: str, edit: Run) -> None:
    assert said in edit("decode", {"size": size})


@pytest.mark.parametrize(
    "frame", [[[0, 5]], [[0, 5], [3, 3]], [[5, 0], [0, 8]], [[0, 5], [0, 8], [0, 1]]], ids=str
)
def test_frames_that_cannot_be(frame: list) -> None:
    one_line(
        "network.frame: expected 2 ascending pairs",
        lambda: build(SIREN | {"frame": frame}, SHAPE, 0),
    )


@pytest.mark.parametrize("runs", [[[0, 20], [2, 34]], [[-2, 20], [0, 34]], [[-1, 54]]], ids=str)
def test_label_maps_that_cannot_be(runs: list) -> None:
    network = SIREN | {"partition": {"shape": [1, 6, 9], "runs": runs}}
    one_line("numbered from 0, none left out", lambda: build(network, SHAPE, 0))


@pytest.mark.parametrize("overlap", [[1], [1, 1, 1]], ids=str)
def test_overlaps_of_another_length(overlap: list[int]) -> None:
    signal, recipe = Signal(noise(*SHAPE), np.zeros(1), {}), Recipe(**RECIPE, overlap=overlap)
    field = build(CELLS, SHAPE, 0)
    one_line("recipe.overlap: expected 2 numbers", lambda: optimise(field, signal, recipe, 0))


def test_a_label_map_has_no_overlaps() -> None:
    signal, recipe = Signal(noise(*SHAPE), np.zeros(1), {}), Recipe(**RECIPE, overlap=[1, 1])
    field = build(LABELS, SHAPE, 0)
    one_line("expected cells on a grid", lambda: optimise(field, signal, recipe, 0))


def test_tuning_wants_the_shape_and_cells() -> None:
    signal, recipe = Signal(noise(1, 6, 8, 1), np.zeros(1), {}), Recipe(**RECIPE)
    one_line("tune: expected a signal of shape", lambda: tune(made(CELLS), signal, recipe, 0))
    signal = replace(signal, values=noise(*SHAPE))
    one_line("expected one with cells", lambda: tune_local(made(SIREN), signal, recipe, 0))


def one_line(said: str, call: Callable[[], Any]) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert said in str(caught.value) and "\n" not in str(caught.value)


FROM_FIT = {"signal": "camera", "field": "cells", "seed": 0}
KEPT = {"crop": {"cells": [0]}}


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"a": FROM_FIT}, "edits.a: expected `crop` or `extend`, found both or neither"),
        ({"a": KEPT}, "edits.a: expected `of`, or `signal`, `field` and `seed`"),
        ({"a": KEPT | FROM_FIT | {"of": "a"}}, "edits.a: expected `of`, or `signal`"),
        ({"a": KEPT | FROM_FIT | {"signal": "camra"}}, "edits.a.signal: unknown name 'camra'"),
        ({"a": KEPT | FROM_FIT | {"field": "cell"}}, "edits.a.field: unknown name 'cell'"),
        ({"a": KEPT | {"of": "b"}}, "edits.a.of: unknown name 'b'"),
        ({"a": KEPT | {"of": "b"}, "b": KEPT | {"of": "a"}}, "edits.a.of: expected an edit of a"),
        (
            {"a": FROM_FIT | {"extend": {"side": "right", "to": "camra"}}},
            "edits.a.extend.to: unknown name 'camra'; did you mean 'camera'?",
        ),
        ({"a b": KEPT | FROM_FIT}, "edits: name 'a b': expected letters"),
    ],
    ids=str,
)
def test_edits_of_the_workflow_that_cannot_be(edits: dict, said: str) -> None:
    one_line(said, lambda: check(Config, CONFIG | {"edits": edits}))


def test_a_region_of_an_unknown_signal() -> None:
    decode = {"regions": {"camra": {"x": {"stop": 3}}}}
    said = "decode.regions: unknown signal 'camra'; did you mean 'camera'?"
    one_line(said, lambda: check(Config, CONFIG | {"decode": decode}))


def test_a_part_is_not_extended_at_the_wrong_side() -> None:
    whole = Signal(noise(1, 8, 16, 1), np.zeros(1), {})
    fit = made(SIREN | {"partition": [2, 2], "frame": [[0, 7], [0, 15]]}, (1, 8, 8, 1))
    extend(fit, whole, "right")
    one_line("samples 0 to 7 of 16", lambda: extend(fit, whole, "left"))
