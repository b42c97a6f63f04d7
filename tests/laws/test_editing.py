"""Edits: what is kept keeps its bits, files shrink by the closed form, crops compose."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.config.editing import Region, Span
from inrflow.config.networks.automatic import Family
from inrflow.config.networks.axes import axes_of
from inrflow.config.recipe import Recipe
from inrflow.editing.crop import crop, of_cells
from inrflow.editing.decode import decode, decode_fit, read_part
from inrflow.editing.extend import extend, mirrored
from inrflow.editing.info import contents
from inrflow.editing.rows import own_rows
from inrflow.editing.stages import crop_fit, extend_fit
from inrflow.editing.tune import tune, tune_cells, tune_local
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.signals.signal import Signal
from laws.fields import noise

few = settings(max_examples=25, deadline=None)
SIREN = {"architecture": "siren", "width": 4, "layers": 3}
LOCAL_GLOBAL = {"architecture": "local_global", "width": 3, "global_width": 5, "layers": 3}
SMALL = {"hidden": [4]}
ARCHITECTURES = {
    "siren": SIREN,
    "local_global": LOCAL_GLOBAL,
    "local_global_incode": LOCAL_GLOBAL
    | {"architecture": "local_global_incode", "harmoniser": SMALL},
    "incode": SIREN | {"architecture": "incode", "harmoniser": SMALL},
}
RECIPE = Recipe(learning_rate=1e-2, steps=2, device="cpu")


def made(network: dict[str, Any], shape: tuple, seed: int = 0, **told: Any) -> Fit:
    """A fit of random weights."""
    signal = Signal(noise(*shape), np.arange(shape[0], dtype=np.float64), {}, **told)
    field = build(network, shape, seed)
    if hasattr(field, "harmoniser"):
        field.harmoniser.features.copy_(torch.linspace(-1, 1, len(field.harmoniser.features)))
    return Fit(field.eval(), network, {}, seed, signal.described)


def samples(**spans: tuple[int, int]) -> Region:
    return Region(**{name: Span(start=a, stop=b) for name, (a, b) in spans.items()})


CASES = st.tuples(
    st.sampled_from(sorted(ARCHITECTURES)),
    st.sampled_from([(1, 1, 23), (1, 7, 11), (1, 9, 8), (3, 5, 7), (4, 6, 5)]),
    st.integers(1, 3),
    st.integers(0, 10**6),
)


def regions(sides: tuple, seed: int) -> tuple:
    """Cells along each axis, and two regions that meet."""
    source, axes = np.random.default_rng(seed), axes_of((*sides, 1))
    partition = [int(source.integers(1, min(4, sides[axis]) + 1)) for axis in axes]
    middle = {axis: int(source.integers(0, sides[axis])) for axis in axes}
    found = []
    for _ in range(2):
        spans = {
            ("frame", "y", "x")[axis]: (
                int(source.integers(0, at + 1)),
                int(source.integers(at + 1, sides[axis] + 1)),
            )
            for axis, at in middle.items()
        }
        found.append(samples(**spans))
    return partition, *found


@few
@given(CASES)
def test_crop_then_decode_is_decode_then_crop(case: tuple) -> None:
    name, sides, channels, seed = case
    shape, (partition, region, other) = (*sides, channels), regions(sides, seed)
    fit = made(ARCHITECTURES[name] | {"partition": partition}, shape)
    every = decode(fit)
    cropped, snap = crop(fit, region=region)
    part = decode(cropped)
    assert part.present.sum() == snap.samples and part.present[snap.asked].all()
    np.testing.assert_array_equal(
        part.signal.values[part.present], every.signal.values[part.present]
    )
    assert (part.signal.values[~part.present] == 0).all()  # of a signal that begins at 0
    there = decode(cropped, region)
    np.testing.assert_array_equal(there.signal.values, every.signal.values[snap.asked])
    np.testing.assert_array_equal(decode(fit, region).signal.values, there.signal.values)
    # crop of crop: what both have
    both, _ = crop(cropped, region=other)
    direct = sorted(set(snap.cells) & set(crop(fit, region=other)[1].cells))
    assert both.network["kept"] == direct
    for key, tensor in of_cells(fit, direct).field.state_dict().items():
        assert torch.equal(tensor, both.field.state_dict()[key])
    again, same = crop(cropped, region=region)
    assert (again.network, same) == (cropped.network, snap)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_cropped_file_shrinks_by_the_closed_form_and_lives_on(name: str, tmp_path: Path) -> None:
    shape, partition = (1, 9, 13, 2), [3, 4]
    fit = made(ARCHITECTURES[name] | {"partition": partition}, shape)
    fit.write(tmp_path / "whole.safetensors")
    cropped, snap = crop(fit, region=samples(y=(2, 4), x=(5, 8)))
    cropped.write(tmp_path / "part.safetensors")
    before, after = (
        contents(tmp_path / "whole.safetensors"),
        contents(tmp_path / "part.safetensors"),
    )
    width = 3 if "local" in name else 4
    a_cell = Family(2, 2, 1, 1).local(width)
    shared = 0
    if "local" in name:
        shared = (2 + 1) * 5 + (5 + 1) * 5 + (3 + 5 + 1) * 3
    assert before.a_cell == after.a_cell == a_cell
    if "incode" not in name:  # a harmoniser's numbers are shared too
        assert before.shared == after.shared == shared
    assert after.cells == len(snap.cells) < before.cells == 12
    removed = 12 - len(snap.cells)
    assert before.numbers - after.numbers == removed * a_cell
    payload = [one.bytes - one.header_bytes for one in (before, after)]
    assert payload[0] - payload[1] == 4 * removed * a_cell
    assert after.bytes == (tmp_path / "part.safetensors").stat().st_size
    assert after.kept == snap.share
    back = Fit.read(tmp_path / "part.safetensors")
    np.testing.assert_array_equal(decode(back).signal.values, decode(cropped).signal.values)
    signal = Signal(noise(*shape), np.zeros(1), {})
    tuned, history = tune(back, signal, RECIPE, 0)
    assert history["step"].nunique() == 2 and tuned.network == back.network
    grown, new = extend(tuned, replace(signal, values=noise(1, 9, 17, 2)), "right")
    assert decode(grown).present[..., 13:].all() and new


def test_absent_cells_are_absent() -> None:
    network = SIREN | {"partition": [4]}
    fit = made(network, (1, 1, 20, 1), kind="audio", value_range=(-1.0, 1.0))
    cropped, _ = crop(fit, cells=[1, 3])
    with torch.no_grad():
        cropped.field.stages["layer3"].affine.bias.fill_(9.0)
    found = decode(cropped)
    assert found.present.sum() == 10
    assert (found.signal.physical[~found.present] == 0).all()  # silence, not full scale
    loud = decode(cropped, fill=0.5)
    assert (loud.signal.physical[~loud.present] == 0.5).all()


def test_one_cell_of_many_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shape, partition = (1, 128, 128, 1), [64, 64]
    fit = made(LOCAL_GLOBAL | {"partition": partition}, shape)
    path = tmp_path / "fit.safetensors"
    fit.write(path)
    read, region = io_counter(), samples(y=(40, 42), x=(100, 102))
    begun = read()
    part = read_part(path, region)
    counted = read() - begun
    own, stored = own_rows(fit.network, shape), contents(path)
    shared = sum(t.numel() for n, t in fit.field.state_dict().items() if n not in own)
    assert stored.cells == 4096 and part.field.members == 1
    assert counted == stored.header_bytes + 4 * (shared + sum(own.values()))
    wanted = decode(fit, region).signal.values
    np.testing.assert_array_equal(decode(part, region).signal.values, wanted)


def io_counter() -> Any:
    """What this process has read from files and pipes so far, by the system's own count."""
    path = Path("/proc/self/io")
    if not path.exists():
        pytest.skip("the system does not count reads")
    empty = path.read_text()
    own = len(empty)  # reading the count is counted too

    def read() -> int:
        text = path.read_text()
        read.calls += 1
        return int(text.split()[1]) - read.calls * own

    read.calls = 0
    return read


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_extend_then_crop_back_is_what_it_was(name: str, side: str) -> None:
    shape = (1, 9, 10, 2)
    fit = made(ARCHITECTURES[name] | {"partition": [2, 3]}, shape)
    larger = (1, 16, 10, 2) if side in ("top", "bottom") else (1, 9, 25, 2)
    grown, new = extend(fit, Signal(noise(*larger), np.zeros(1), {}), side)
    box = [slice(0, 1), slice(0, 9), slice(0, 10)]
    if side == "top":
        box[1] = slice(7, 16)
    if side == "left":
        box[2] = slice(15, 25)
    before, after = decode(fit).signal.values, decode(grown)
    np.testing.assert_array_equal(after.signal.values[tuple(box)], before)
    assert after.present.all()
    back, snap = crop(
        grown, region=samples(y=(box[1].start, box[1].stop), x=(box[2].start, box[2].stop))
    )
    assert snap.kept == tuple(box) and not set(snap.cells) & set(new)
    np.testing.assert_array_equal(decode(back).signal.values[tuple(box)], before)
    state = back.field.state_dict()
    for key, tensor in fit.field.state_dict().items():
        assert torch.equal(tensor, state[key])


@pytest.mark.parametrize(
    ("shape", "larger", "side", "partition"),
    [
        ((1, 1, 20, 1), (1, 1, 33, 1), "start", [4]),
        ((1, 1, 20, 1), (1, 1, 33, 1), "end", [4]),
        ((4, 6, 5, 1), (7, 6, 5, 1), "start", [2, 2, 1]),
        ((4, 6, 5, 1), (7, 6, 5, 1), "end", [2, 2, 1]),
    ],
)
def test_sounds_and_films_go_on_at_both_ends(
    shape: tuple, larger: tuple, side: str, partition: list[int]
) -> None:
    fit = made(LOCAL_GLOBAL | {"partition": partition}, shape)
    grown, _ = extend(fit, Signal(noise(*larger), np.zeros(larger[0]), {}), side)
    axis = 2 if shape[0] == 1 else 0
    after = decode(grown).signal.values
    there = np.arange(shape[axis]) + (larger[axis] - shape[axis]) * (side == "start")
    np.testing.assert_array_equal(np.take(after, there, axis), decode(fit).signal.values)


def test_a_part_fitted_in_the_final_frame_ends_in_the_plain_one() -> None:
    whole = made(LOCAL_GLOBAL | {"partition": [2, 4]}, (1, 8, 16, 1))
    part = LOCAL_GLOBAL | {"partition": [2, 2], "frame": [[0, 7], [0, 15]]}
    fit = made(part, (1, 8, 8, 1))
    grown, new = extend(fit, Signal(noise(1, 8, 16, 1), np.zeros(1), {}), "right")
    assert grown.network["frame"] is None and new == [2, 3, 6, 7]
    index = torch.arange(128)[None]
    assert torch.equal(grown.field.coordinates(index), whole.field.coordinates(index))
    rows = grown.field.stages["local1"].affine.weight
    assert torch.equal(rows[new], rows[[1, 0, 5, 4]])  # mirrored across the seam


def test_mirrored_cells() -> None:
    assert mirrored([4, 3, 2], 9, 1) == ([2, 3, 4], [2, 1, 0])
    assert mirrored([4, 3, 2], 9, 0) == ([4, 3, 2], [0, 1, 2])
    assert mirrored([4, 3], 14, 1) == ([3, 4, 4, 3], [1, 0, 0, 1])
    assert mirrored([4, 4], 5, 1) == ([5], [1])  # the rest of 1 joins
    assert mirrored([4, 4], 6, 1) == ([4, 2], [1, 0])
    assert mirrored([8, 8], 2, 0) == ([2], [0])


@pytest.mark.parametrize("name", ["siren", "local_global", "local_global_incode"])
def test_what_is_frozen_stays_bit_for_bit(name: str) -> None:
    fit = made(ARCHITECTURES[name] | {"partition": [2, 2]}, (1, 8, 8, 1))
    signal = Signal(noise(1, 8, 14, 1), np.zeros(1), {})
    grown, new = extend(fit, signal, "right")
    own = own_rows(grown.network, grown.shape)
    local, _ = tune_local(grown, signal, RECIPE, 0)
    cells, _ = tune_cells(grown, signal, RECIPE, 0, new)
    every, _ = tune(grown, signal, RECIPE, 0)
    for key, tensor in grown.field.state_dict().items():
        if key not in own:
            assert torch.equal(tensor, local.field.state_dict()[key])
            assert torch.equal(tensor, cells.field.state_dict()[key])
    before, after = decode(grown).signal.values, decode(cells).signal.values
    np.testing.assert_array_equal(before[:, :, :8], after[:, :, :8])
    assert not np.array_equal(before[:, :, 8:], after[:, :, 8:])
    for one in (local, every):
        assert not np.array_equal(before[:, :, :8], decode(one).signal.values[:, :, :8])


LABELS = {"shape": [1, 4, 6], "runs": [[0, 7], [1, 2], [0, 4], [-1, 3], [2, 8]]}


def test_cells_of_a_label_map_are_fitted_cropped_and_painted_as_such(tmp_path: Path) -> None:
    values = noise(1, 4, 6, 3)
    network = LOCAL_GLOBAL | {"partition": LABELS}
    signal = Signal(values, np.zeros(1), {}, "image")
    field = build(network, signal.shape, 0)
    optimise(field, signal, RECIPE, 0)
    fit = Fit(field.eval(), network, {}, 0, signal.described)
    found = decode(fit)
    labels = np.repeat(*zip(*LABELS["runs"], strict=True)).reshape(1, 4, 6)
    np.testing.assert_array_equal(found.present, labels >= 0)
    cropped, snap = crop(fit, region=samples(y=(1, 2), x=(1, 3)))  # of label 1, and of 0 none
    assert snap.cells == tuple(sorted(set(labels[0, 1, 1:3].tolist())))
    part = decode(cropped)
    np.testing.assert_array_equal(part.present, np.isin(labels, snap.cells))
    np.testing.assert_array_equal(
        part.signal.values[part.present], found.signal.values[part.present]
    )
    cropped.write(tmp_path / "part.safetensors")
    assert contents(tmp_path / "part.safetensors").cells == len(snap.cells)
    # the map forgets where others were
    left = cropped.network["partition"]["runs"]
    assert {n for n, _ in left} == {-1, *snap.cells} and len(left) <= len(LABELS["runs"])
    assert sum(count for _, count in left) == 24
    again = Fit.read(tmp_path / "part.safetensors")
    np.testing.assert_array_equal(decode(again).signal.values, part.signal.values)


def test_regions_are_read_in_their_units() -> None:
    sound = made(
        SIREN | {"partition": [4]}, (1, 1, 40, 1), kind="audio",
        spacing=(1.0, 1.0, 0.1), units=("", "", "s"), value_range=(-1.0, 1.0),
    )  # fmt: skip
    seconds = Region(x=Span(start=1.05, stop=2.0, unit="seconds"))
    assert decode(sound, seconds).box[2] == slice(11, 20)
    assert crop(sound, region=seconds)[1].kept[2] == slice(10, 20)
    film = made(SIREN | {"partition": [2, 1, 1]}, (4, 5, 6, 1))
    film = replace(film, described=film.described | {"source": {"rate": 10.0}})
    assert decode(film, Region(frame=Span(start=0.1, stop=0.3, unit="seconds"))).box[0] == slice(
        1, 3
    )
    assert decode(film, Region(frame=Span(start=2, unit="frames"))).box[0] == slice(2, 4)
    picture = made(SIREN | {"partition": [2, 2]}, (1, 9, 11, 1))
    half = Region(x=Span(start=0, stop=1, unit="coordinates"))
    assert decode(picture, half).box[2] == slice(5, 11)
    assert decode(picture, half, [17, 21]).box[2] == slice(9, 21)


def test_regions_side_by_side_make_up_a_finer_lattice() -> None:
    fit = made(LOCAL_GLOBAL | {"partition": [2, 3]}, (1, 8, 9, 1))
    size = [19, 24]
    left, right = (decode(fit, samples(x=span), size) for span in ((0, 4), (4, 9)))
    every = decode(fit, size=size).signal.values
    found = np.concatenate([left.signal.values, right.signal.values], axis=2)
    np.testing.assert_array_equal(found, every)


def test_the_stage_writes_a_mask(tmp_path: Path) -> None:
    fit = made(SIREN | {"partition": [2, 2]}, (1, 8, 8, 1), kind="image")
    crop(fit, cells=[0])[0].write(tmp_path / "fit.safetensors")
    out = {"decoded": tmp_path / "out.npy", "mask": tmp_path / "mask.npy"}
    decode_fit({}, fit=tmp_path / "fit.safetensors", **out)
    mask = np.load(out["mask"])
    assert mask.sum() == 16 and mask[0, :4, :4].all()
    assert (np.load(out["decoded"])[~mask] == 0).all()
    decode_fit({"extent": "kept"}, fit=tmp_path / "fit.safetensors", **out)
    assert np.load(out["mask"]).shape == (1, 4, 4) and np.load(out["mask"]).all()
    np.testing.assert_array_equal(np.load(out["decoded"]), decode(fit).signal.values[:, :4, :4])


def test_overlaps_are_trained_on_and_change_no_decode_of_cells() -> None:
    network = SIREN | {"partition": [2, 2]}
    signal = Signal(noise(1, 7, 8, 1), np.zeros(1), {})
    fields = [build(network, signal.shape, 0) for _ in range(3)]
    recipes = [RECIPE, RECIPE.model_copy(update={"overlap": [0, 0]})]
    recipes.append(RECIPE.model_copy(update={"overlap": [2, 1]}))
    for field, recipe in zip(fields, recipes, strict=True):
        optimise(field, signal, recipe, 0)
    states = [field.state_dict() for field in fields]
    assert all(torch.equal(states[0][k], states[1][k]) for k in states[0])
    assert not all(torch.equal(states[0][k], states[2][k]) for k in states[0])
    assert math.prod(fields[2].decode(0).shape) == 56


@pytest.mark.parametrize("edge", [3, 6])
def test_a_region_at_a_border_of_cells_has_no_hole_on_a_finer_lattice(
    edge: int, tmp_path: Path
) -> None:
    # the samples half way to the sample before belong to it, and to the cell before
    fit = made(LOCAL_GLOBAL | {"partition": [2, 3]}, (1, 8, 9, 1))
    fit.write(tmp_path / "fit.safetensors")
    size, region = [8, 33], samples(x=(edge, 9))
    found = decode(fit, region, size)
    every = decode(fit, size=size).signal.values
    assert found.present.all()
    np.testing.assert_array_equal(found.signal.values, every[found.box])
    part = read_part(tmp_path / "fit.safetensors", region, size)
    np.testing.assert_array_equal(decode(part, region, size).signal.values, found.signal.values)


def test_octaves_that_the_size_decided_stay_when_the_signal_grows() -> None:
    posenc = {"architecture": "posenc", "width": 4, "layers": 3, "partition": [4]}
    fit = made(posenc, (1, 1, 20, 1))
    grown, _ = extend(fit, Signal(noise(1, 1, 70, 1), np.zeros(1), {}), "end")
    assert grown.network["levels"] == 2
    np.testing.assert_array_equal(decode(grown).signal.values[:, :, :20], decode(fit).signal.values)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_lone_cell_has_rows_of_its_own(name: str) -> None:
    fit = made(ARCHITECTURES[name] | {"partition": [1, 1]}, (1, 8, 8, 1))
    two = ARCHITECTURES[name] | {"partition": [2, 1]}
    assert own_rows(fit.network, fit.shape) == own_rows(two, fit.shape)
    tuned, _ = tune_cells(fit, Signal(noise(1, 8, 8, 1), np.zeros(1), {}), RECIPE, 0, [0])
    assert not np.array_equal(decode(tuned).signal.values, decode(fit).signal.values)


def test_new_cells_beside_absent_ones_start_as_the_nearest_that_are_there() -> None:
    fit = made(SIREN | {"partition": [2, 3]}, (1, 8, 9, 1))
    left, _ = crop(fit, cells=[0, 3])
    grown, new = extend(left, Signal(noise(1, 8, 15, 1), np.zeros(1), {}), "right")
    assert new == [3, 4, 8, 9] and grown.network["kept"] == [0, 3, 4, 5, 8, 9]
    rows = grown.field.stages["layer1"].affine.weight
    assert torch.equal(rows[[1, 2, 4, 5]], rows[[0, 0, 3, 3]])
    present = decode(grown).present
    assert present[:, :, :3].all() and present[:, :, 9:].all() and not present[:, :, 3:9].any()


def test_the_stages_write_new_files_and_leave_the_old(tmp_path: Path) -> None:
    path, part, wide = (tmp_path / f"{name}.safetensors" for name in ("fit", "part", "wide"))
    made(LOCAL_GLOBAL | {"partition": [2, 3]}, (1, 8, 9, 1)).write(path)
    before = path.read_bytes()
    region = {"region": {"x": {"start": 4, "stop": 5}}}
    crop_fit(region, fit=path, cropped=part, report=tmp_path / "part.json")
    told = json.loads((tmp_path / "part.json").read_text())
    assert told["asked"]["x"] == [4, 5] and told["kept"]["x"] == [3, 6] and told["cells"] == [1, 4]
    removed = told["before"]["numbers"] - told["after"]["numbers"]
    assert removed == 4 * told["before"]["a_cell"]
    assert told["after"]["bytes"] == part.stat().st_size
    signal = Signal(noise(1, 8, 12, 1), np.zeros(1), {})
    signal.write(tmp_path / "frames.safetensors")
    tune = {"recipe": RECIPE.model_dump(mode="json"), "train": "new"}
    extend_fit(
        {"side": "right", "tune": tune}, fit=part, frames=tmp_path / "frames.safetensors",
        extended=wide,
    )  # fmt: skip
    found, was = decode(Fit.read(wide)), decode(Fit.read(part))
    assert found.present[..., 3:6].all() and found.present[..., 9:].all()
    np.testing.assert_array_equal(found.signal.values[:, :, :9], was.signal.values)
    assert path.read_bytes() == before


@pytest.mark.parametrize("large", [0, 10**6])
@pytest.mark.parametrize("partition", [None, [2, 1, 3], LABELS | {"shape": [4, 2, 3]}], ids=str)
def test_a_frame_has_the_bits_that_it_has_among_all(
    partition: Any, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inrflow.fields.tiles.CHUNK", 5)
    monkeypatch.setattr("inrflow.fields.tiles.LARGE", large)  # frames tiled one by one, or not
    field = build(SIREN | {"partition": partition}, (4, 2, 3, 2), 0)
    with torch.no_grad():
        every = list(field.frames())
        alone = field(field.coordinates(field.cells.samples()[0]))
        for frame, picture in enumerate(every):
            assert torch.equal(picture, field.decode(frame))
    index, real = field.cells.samples()
    flat = torch.stack(every).flatten(0, 2)
    torch.testing.assert_close(flat[index[real]], alone[real])
