"""Tables of one fit: streamed rows, medians by name, the encoding, frames without masks."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inrflow.analysis import encoding
from inrflow.analysis.describe import (
    DISPERSION,
    describe,
    encodings,
    luminance,
    melted,
    squared_error,
    summarise,
    write_rows,
)
from inrflow.analysis.encoding import follow, largest_r2
from inrflow.analysis.groupings import levels
from inrflow.analysis.groupings.labels import Labels
from inrflow.analysis.measure import measure
from inrflow.analysis.measures import Measures
from inrflow.analysis.neurons import dispersion_tables, summary
from inrflow.fitting.evaluate import paint
from inrflow.signals.signal import Flow, Segments, Signal
from inrflow.tracing.canvas import Canvas
from laws.carried_measures import SHARES, clip
from laws.fields import fit_of, noise, stack
from oracles import xinc_analysis

Canvases = Callable[..., Canvas]
Scene = Callable[[Canvas], np.ndarray]
Measured = Callable[[str, Scene | None], Path]
quick = settings(max_examples=12, deadline=None, database=None)
NAMES = {"signal": "a_clip", "field": "a-field", "seed": 7}
COMPARED = ["corrected", "released"]
TABLES = ["dispersion", "grouping", "curves", "objects", "motion", "omission"]
TABLES += ["intensity", "scalars"]
CATEGORIES = ["bottle_or_cup", "traffic light", "bottle_or_cup"]
both = pytest.mark.parametrize("name", ["ffn-frames", "nerv-2-2"])


def rows_of(*ids: int) -> list[dict[str, Any]]:
    """The segments' table, one row an id."""
    return [
        {"id": i, "name": f"{c}_{i}", "category": c, "thing": True, "color": [i, 9, 255]}
        for i, c in zip(ids, CATEGORIES, strict=False)
    ]


def halves(canvas: Canvas) -> np.ndarray:
    """Id 1 left, id 2 right, void in the first row, in every frame."""
    labels = np.ones((canvas.notes["shape"][0], *canvas.size), np.int32)
    labels[:, :, canvas.size[1] // 2 :] = 2
    labels[:, 0] = 0
    return labels


def unmasked(canvas: Canvas) -> np.ndarray:
    """Halves, but the first frame has no masks."""
    labels = halves(canvas)
    labels[0] = 0
    return labels


def vanished(canvas: Canvas) -> np.ndarray:
    """Halves, but the second segment is gone in the last frame."""
    labels = halves(canvas)
    labels[-1][labels[-1] == 2] = 0
    return labels


def alone(canvas: Canvas) -> np.ndarray:
    """One segment of half the picture; the rest is void."""
    labels = halves(canvas)
    return np.where(labels == 2, 0, labels).astype(np.int32)


def whole(canvas: Canvas) -> np.ndarray:
    """One segment that covers the picture."""
    return np.ones((canvas.notes["shape"][0], *canvas.size), np.int32)


def nothing(canvas: Canvas) -> np.ndarray:
    """Segments that are in the table and in no frame."""
    return np.zeros((canvas.notes["shape"][0], *canvas.size), np.int32)


def grouped(canvas: Canvas, labels: np.ndarray | None) -> Labels:
    """Random regions, which need no clustering, and the segments where there are some."""
    shape, source = (canvas.notes["shape"][0], *canvas.size), np.random.default_rng(0)
    wanted = ["rgb", "gabor", "gabor_released", "grid", "grid_released"]
    maps = {name: source.integers(0, 3, shape, dtype=np.int32) for name in wanted}
    names = {key: ["0", "1", "2"] for key in wanted} | {"levels": levels.NAMES}
    maps["levels"] = np.stack([levels.of(picture) for picture in clip(canvas).values])
    if labels is not None:
        maps["segments"] = labels - np.int32(1)
        names["segments"] = [row["name"] for row in rows_of(1, 2)]
    return Labels(maps, dict.fromkeys(maps, canvas.frames), names, canvas.frames)


@pytest.fixture(scope="module")
def measured(canvas_of: Canvases, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Return the function from a field's name and a scene to the file of its measures."""

    @cache
    def written(name: str, scene: Scene | None) -> Path:
        canvas, path = canvas_of(name), tmp_path_factory.mktemp("measures") / "measures"
        labels = grouped(canvas, scene and scene(canvas))
        measure(canvas, labels, COMPARED, SHARES, path)
        return path

    return written


def described(
    canvas: Canvas, name: str, labels: np.ndarray | None, measures: Path, root: Path
) -> dict[str, pd.DataFrame]:
    """Run the stage; return its tables."""
    if labels is not None:
        masked = [frame for frame in range(len(labels)) if labels[frame].any()]
        Segments(labels, rows_of(1, 2), masked).write(root / "masks")
    signal = clip(canvas)
    signal.write(root / "frames")
    Signal(paint(fit_of(name).field).clip(0, 1), signal.time, {}).write(root / "painted")
    displacement = 3 * noise(*signal.shape[:3], 2, seed=4) - np.float32(1)
    valid = np.ones(signal.shape[:3], bool)
    valid[-1] = False
    Flow(displacement, valid, "exact").write(root / "flow")
    inputs = {key: root / key for key in ("painted", "frames", "flow")}
    params = NAMES | {"motion": {"threshold": 0.5, "near": 1.0}}
    describe(
        params,
        **inputs,
        **{key: root / f"{key}.parquet" for key in TABLES},
        measures=measures,
        masks=None if labels is None else root / "masks",
    )
    return {key: pd.read_parquet(root / f"{key}.parquet") for key in TABLES}


# streamed rows


@given(st.lists(st.integers(0, 5), min_size=1, max_size=5), st.integers(0, 99))
@quick
def test_streamed_rows_are_the_concatenation(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], seed: int
) -> None:
    source, path = np.random.default_rng(seed), tmp_path_factory.mktemp("rows") / "rows.parquet"
    blocks = [
        pd.DataFrame(
            {
                "stage": pd.Series([f"layer_{k}"] * n, dtype="str"),
                "neuron": np.arange(n),
                "dead": source.random(n) > 0.5,
                "value": np.where(source.random(n) > 0.3, source.random(n), np.nan).astype("f4"),
            },
            index=source.permutation(n),
        )
        for k, n in enumerate(sizes)
    ]
    write_rows(path, iter(blocks), NAMES)
    found = pd.read_parquet(path)
    wanted = pd.concat(blocks, ignore_index=True)
    assert list(found.columns) == [*NAMES, *wanted.columns]
    assert all((found[key] == value).all() for key, value in NAMES.items())
    pd.testing.assert_frame_equal(found[list(wanted.columns)], wanted)
    assert list(path.parent.iterdir()) == [path]


def test_blocks_are_written_one_at_a_time(tmp_path: Path) -> None:
    path, alive = tmp_path / "rows.parquet", []

    def blocks() -> Iterator[pd.DataFrame]:
        for k in range(4):
            assert not path.exists()
            alive.append(k)
            yield pd.DataFrame({"value": np.full(3, k)})

    write_rows(path, blocks(), NAMES)
    file = pq.ParquetFile(path)
    assert alive == [0, 1, 2, 3] and file.num_row_groups == 4
    assert [file.read_row_group(k)["value"].to_pylist() for k in range(4)] == [
        [k] * 3 for k in range(4)
    ]


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def blocks() -> Iterator[pd.DataFrame]:
        yield pd.DataFrame({"value": [1.0]})
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        write_rows(tmp_path / "rows.parquet", blocks(), NAMES)
    assert not list(tmp_path.iterdir())


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.parquet", [pd.DataFrame(columns=["frame", "value"])], NAMES)
    found = pd.read_parquet(tmp_path / "rows.parquet")
    assert found.empty and list(found.columns) == [*NAMES, "frame", "value"]


# medians by name, luminance, error


def test_melted_medians_are_named_by_kind_and_grouping() -> None:
    numbers = {f"median_{kind}": [k, k + 0.5] for k, kind in enumerate(DISPERSION)}
    keys = {"definition": "corrected", "stage": "a_stage", "grouping": ["segments", "rgb"]}
    grouped = pd.DataFrame(keys | numbers | {"neurons": 4, "q25_std": 9.0})
    grouped.loc[0, "median_explained"] = np.nan
    found = melted(grouped)
    assert list(found.columns) == ["definition", "stage", "measure", "value"]
    wanted = {f"{kind}_segments": float(k) for k, kind in enumerate(DISPERSION)}
    wanted |= {f"{kind}_rgb": k + 0.5 for k, kind in enumerate(DISPERSION)}
    del wanted["explained_segments"]
    assert dict(zip(found["measure"], found["value"], strict=True)) == wanted


def test_luminance_is_the_mean_of_the_weighted_colours(
    canvas_of: Canvases, measured: Measured
) -> None:
    canvas = canvas_of("ffn-frames")
    signal = clip(canvas)
    measures = Measures.read(measured("ffn-frames", None))
    found = luminance(signal, measures)
    wanted = (signal.values @ np.array([0.2125, 0.7154, 0.0721])).mean()
    assert found["value"].to_numpy() == pytest.approx(wanted, rel=1e-5)
    assert found["definition"].tolist() == COMPARED
    assert set(found["stage"]) == {"picture"} and set(found["measure"]) == {"luminance"}
    white = Signal(np.ones_like(signal.values), signal.time, {})
    assert luminance(white, measures)["value"].tolist() == (pytest.approx([1, 1]))


def test_the_error_is_the_mean_over_channels() -> None:
    first, second = (Signal(noise(2, 3, 4, 3, seed=s), np.arange(2.0), {}) for s in (0, 1))
    found = squared_error(first, second)
    for frame, y, x in np.ndindex(2, 3, 4):
        differences = first.values[frame, y, x] - second.values[frame, y, x]
        assert found[frame, y, x] == pytest.approx(np.dot(differences, differences) / 3, rel=1e-5)


@both
def test_medians_stage_by_stage_are_those_of_all_rows(
    name: str, measured: Measured, tmp_path: Path
) -> None:
    measures = Measures.read(measured(name, unmasked))
    tables = list(dispersion_tables(measures))
    write_rows(tmp_path / "rows.parquet", tables, NAMES)
    keys = [*NAMES, "definition", "reading", "stage", "grouping"]
    found = summarise(tmp_path / "rows.parquet", measures).set_index(keys).sort_index()
    wanted = summary(pd.concat(tables).assign(**NAMES), keys).set_index(keys).sort_index()
    pd.testing.assert_frame_equal(found, wanted)


# the encoding


def by_corrcoef(maps: np.ndarray, features: np.ndarray) -> np.ndarray:
    uneven = [f for f in features if f.std() > 0]
    return np.array([max(np.corrcoef(m, f)[0, 1] ** 2 for f in uneven) for m in maps if m.std()])


@given(st.integers(1, 6), st.integers(1, 5), st.integers(3, 40), st.integers(0, 999))
@quick
def test_the_largest_r2_is_that_of_corrcoef(
    maps: int, features: int, pixels: int, seed: int
) -> None:
    source = np.random.default_rng(seed)
    a, b = source.normal(size=(maps, pixels)), source.normal(size=(features, pixels)) + 5
    np.testing.assert_allclose(largest_r2(a, b), by_corrcoef(a, b), rtol=1e-9, atol=1e-12)
    # neither scale nor offset nor sign
    np.testing.assert_allclose(largest_r2(3 - 1e-6 * a, b * 1e5), largest_r2(a, b), rtol=1e-5)


def test_a_copy_of_a_feature_is_followed_wholly_and_an_even_map_not_at_all() -> None:
    features = noise(4, 50, seed=1).astype(np.float64)
    features = np.concatenate([features, np.full((1, 50), np.float32(0.1), float)])
    maps = np.stack([features[2], -7 * features[0] + 3, np.full(50, np.float32(0.3), float)])
    np.testing.assert_allclose(largest_r2(maps, features), [1, 1, np.nan])
    assert np.isnan(largest_r2(maps, features[-1:])).all()


def test_the_stages_follow_the_encoding_as_their_maps_do(canvas_of: Canvases) -> None:
    canvas = canvas_of("ffn-frames")
    frame = canvas.frames[-1]
    features = np.asarray(canvas.root[canvas.stages[0]]["features"][canvas.frames.index(frame)])
    flat = features.reshape(len(features), -1).astype(np.float64)
    for stage in canvas.stages:
        maps = stack(canvas.view(stage, frame, "share")).numpy().astype(np.float64)
        best = by_corrcoef(maps.reshape(len(maps), -1), flat)  # fewer neurons than the sample
        found, chance = follow(canvas, stage, frame, "share")
        assert found == pytest.approx(np.median(best), rel=1e-5)
        assert 0 < chance < 1
        assert follow(canvas, stage, frame, "share") == (found, chance)


def test_maps_that_copy_the_encoding_have_the_value_1(
    canvas_of: Canvases, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = canvas_of("ffn-tiles")
    monkeypatch.setattr(encoding, "SAMPLE", 5)
    frame, first = canvas.frames[0], canvas.stages[0]
    view = canvas.view(first, frame, "share")
    blocks = list(view.blocks())
    for block in blocks:
        features = np.asarray(canvas.root[first]["features"][0, :, block.rows])
        block.values[:] = block.values.new_tensor(features)

    class Copies:
        """A view whose maps are the encoding itself, neuron by neuron."""

        neurons = view.neurons

        def maps_of(self, neurons: np.ndarray) -> torch.Tensor:
            return torch.cat([block.values[neurons] for block in blocks], dim=1)

    monkeypatch.setattr(Canvas, "view", lambda *_: Copies())
    found, chance = follow(canvas, first, frame, "share")
    assert found == pytest.approx(1)
    assert chance < 0.2


def test_a_decoder_has_no_encoding_in_the_picture(canvas_of: Canvases, measured: Measured) -> None:
    assert np.isnan(follow(canvas_of("nerv-2-2"), "head", 0, "share")).all()
    assert encodings(Measures.read(measured("nerv-2-2", None))).empty


def test_the_measures_hold_what_the_stages_follow(canvas_of: Canvases, measured: Measured) -> None:
    canvas, measures = canvas_of("ffn-frames"), Measures.read(measured("ffn-frames", None))
    found = encodings(measures).set_index(["definition", "stage", "measure"])["value"]
    for definition, reading in (("corrected", "share"), ("released", "released")):
        for stage in canvas.stages:
            each = [follow(canvas, stage, f, reading) for f in measures.frames(definition)]
            for name, wanted in zip(
                ("encoding_r2", "encoding_r2_chance"), np.nanmean(each, 0), strict=True
            ):
                assert found.get((definition, stage, name), np.nan) == pytest.approx(
                    wanted, nan_ok=True
                )


# segments that come and go


@both
def test_deltas_of_segments_are_the_literal_ones(
    canvas_of: Canvases, name: str, measured: Measured
) -> None:
    canvas = canvas_of(name)
    labels = unmasked(canvas)
    measures = Measures.read(measured(name, unmasked))
    masks = np.stack([labels[-1] == 1, labels[-1] == 2, labels[-1] == 0])  # void is 'other'
    rows = pd.concat(list(dispersion_tables(measures)))
    rows = rows[(rows["grouping"] == "segments") & (rows["frame"] == canvas.frames[-1])]
    for stage in canvas.stages:
        some = rows[(rows["stage"] == stage) & (rows["definition"] == "corrected")]
        maps = stack(canvas.view(stage, canvas.frames[-1], "share")).numpy().astype(np.float64)
        wanted = xinc_analysis.dispersion(xinc_analysis.deltas(maps, masks, absolute=False))[0]
        np.testing.assert_allclose(some["signed_variance"], wanted, rtol=1e-3, atol=1e-6)
        assert (some["regions"] == 3).all()


@both
def test_frames_without_masks_say_nothing_of_segments(
    canvas_of: Canvases, name: str, measured: Measured
) -> None:
    canvas = canvas_of(name)
    measures = Measures.read(measured(name, unmasked))
    rows = pd.concat(list(dispersion_tables(measures)))
    of_segments = rows[rows["grouping"] == "segments"]
    assert set(of_segments["frame"]) == set(canvas.frames[1:])
    assert set(rows.loc[rows["frame"] == canvas.frames[0], "grouping"]) == {"rgb", "gabor", "grid"}


def test_segments_in_no_frame_have_no_row(measured: Measured) -> None:
    measures = Measures.read(measured("nerv-2-2", nothing))
    assert "segments" not in {g for t in dispersion_tables(measures) for g in t["grouping"]}


@pytest.mark.parametrize(
    ("name", "scene"),
    [("ffn-frames", s) for s in (None, unmasked, vanished)]
    + [("nerv-2-2", s) for s in (halves, unmasked, alone, whole, nothing)],
)
def test_all_tables_are_finite_or_leave_out_and_keep_names(
    canvas_of: Canvases, name: str, scene: Scene | None, measured: Measured, tmp_path: Path
) -> None:
    canvas = canvas_of(name)
    tables = described(canvas, name, scene and scene(canvas), measured(name, scene), tmp_path)
    for key, table in tables.items():
        numbers = table.select_dtypes("number")
        assert not np.isinf(numbers.to_numpy(np.float64)).any(), key
        assert list(table.columns[:3]) == list(NAMES)
        assert all((table[column] == value).all() for column, value in NAMES.items())
    scalars = tables["scalars"]
    assert np.isfinite(scalars["value"]).all()
    assert not scalars.duplicated(["definition", "stage", "measure"]).any()
    assert set(scalars["definition"]) == set(COMPARED)
    has = scalars["measure"].str.startswith(("std_segments", "object_", "category_")).any()
    assert not has or scene not in (None, nothing)
    if scene in (halves, unmasked, vanished):
        assert "std_segments" in set(scalars["measure"])
    objects, omission = tables["objects"], tables["omission"]
    assert objects.empty == (scene in (None, nothing))
    if scene in (halves, unmasked, vanished):  # underscores and blanks are part of names
        wanted = {("bottle_or_cup_1", "bottle_or_cup"), ("traffic light_2", "traffic light")}
        assert set(zip(objects["name"], objects["category"], strict=True)) == wanted
        named = omission.loc[omission["grouping"] == "segments", "name"]
        assert set(named) == {name for name, _ in wanted}
        assert set(objects["color"]) == {"#0109ff", "#0209ff"}
