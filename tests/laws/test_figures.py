"""Figures: what must not be read as equal is drawn apart, and captions are true of the data."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from inrflow.analysis import motion
from inrflow.analysis.few import FEW
from inrflow.analysis.threshold import RANKS
from inrflow.figures import fits, grouping, omission, types
from inrflow.figures.motion import _correlations, draw_motion
from inrflow.figures.quality import doubtful
from inrflow.figures.signal import draw as draw_still
from inrflow.figures.style import LETTERS, caption, new_figure
from inrflow.signals.signal import Flow, Segments, Signal
from laws.measured import measures_of


def omitted(kind: str, **columns: Any) -> pd.DataFrame:
    """Return two regions of one kind, the second of too few pixels."""
    same = {"stage": "s", "frame": 0, "field": "f", "seed": 0, "grouping": kind}
    names = {"name": ["0.1-0.2", "0.8-1"], "pixels": [FEW, FEW - 1], "share": [0.1, 0.05]}
    values = {"luminance": [0.17, 0.81], "density": [1.0, 2.0], "error": [0.01, 0.02]}
    return pd.DataFrame(names | values | columns).assign(**same)


@pytest.mark.parametrize(("doubts", "filled"), [({}, [True, False]), ({"f": [0]}, [False, False])])
def test_few_pixels_and_doubtful_fits_are_hollow(doubts: dict, filled: list[bool]) -> None:
    figure = omission.draw(omitted("levels"), doubts)
    (marks,) = figure.axes[0].collections
    faces = np.broadcast_to(marks.get_facecolors()[:, :3], (2, 3))
    assert [not np.allclose(face, 1) for face in faces] == filled
    np.testing.assert_allclose(marks.get_offsets()[:, 0], [0.17, 0.81])
    label = figure.legends[0].get_texts()[0].get_text()
    assert label == ("f (not converged)" if doubts else "f")


@pytest.mark.parametrize("kind", ["levels", "segments"])
def test_a_caption_speaks_of_objects_where_there_are_any(kind: str) -> None:
    params = {"signal": "s", "definition": "corrected"}
    text = omission.describe(omitted(kind), params, False)
    assert ("no segments" in text) == (kind == "levels")
    assert ("2 objects" in text) == (kind == "segments")
    assert "converge" not in text


def test_fits_under_the_limit_are_doubtful(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "ab"]
    for path, psnr in zip(paths, (26.9, 27.0), strict=True):
        path.write_text(f'{{"psnr": {psnr}}}')
    assert doubtful([("f", 0), ("f", 1)], paths, 27.0) == {"f": [0]}


def test_nearly_even_maps_do_not_set_the_axis() -> None:
    values = np.concatenate([[1e-6], np.linspace(1, 2, 199)])
    keys = {"field": "f", "seed": 0, "frame": 0, "stage": "s", "grouping": "rgb", "regions": 4}
    flat = np.arange(200) == 0
    rows = pd.DataFrame({"neuron": range(200), "drawn": values, "flat": flat, "dead": False})
    figure = grouping.draw(rows.assign(**keys), "std", logarithmic=True)
    assert figure.axes[0].get_title() == "f s [200, 1.0 even]"
    assert figure.axes[0].get_ylim()[0] > 0.9


def test_silhouettes_stand_beside_the_95_percent_of_their_nulls() -> None:
    table = pd.DataFrame({"x": [0.0, 1, 2], "y": [0.0, 1, 2], "cluster": [0, 0, 1]})
    table = table.assign(field="f", stage="s", seed=0)
    scores = {"silhouette": 0.3, "silhouette_null_high": 0.2, "silhouette_skewed_high": 0.4}
    scores |= {"silhouette_null": 0.1, "silhouette_skewed": 0.1}
    numbers = pd.DataFrame({"measure": scores.keys(), "value": scores.values()}).assign(stage="s")
    axes = types.draw(table, numbers, 3.0).axes[0]
    assert axes.get_xlabel().endswith("silhouette 0.30 [0.20; 0.40]")


@pytest.mark.parametrize("count", [1, 4, 6, 15])
def test_many_fits_wrap_within_the_page(count: int) -> None:
    truth = np.zeros((4, 8, 3), np.float32)
    figure = fits.draw(truth, [truth] * count, [str(n) for n in range(count)], 5.0)
    assert figure.get_size_inches()[0] == pytest.approx(7.2)
    titles = [axes.get_title() for axes in figure.axes]
    assert [title for title in titles if title.isdigit()] == [str(n) for n in range(count)]


def test_captions_are_filled_to_the_width_of_the_page() -> None:
    figure = new_figure(7.2, 2)
    caption(figure, "word " * 100 + "\nnext.")
    lines = figure.get_supxlabel().split("\n")
    assert lines[-1] == "next." and LETTERS - 5 < len(lines[0]) <= LETTERS


def test_ranks_leave_no_gap_before_the_last_entry() -> None:
    assert RANKS[0] == 0 and RANKS[-1] == 1 and (np.diff(RANKS) > 0).all()
    rest = 1 - RANKS[RANKS > 0.8]
    assert (rest[:-2] / rest[1:-1]).max() < 2


@pytest.mark.parametrize("frames", [1, 3])
def test_fields_without_lasting_neurons_leave_a_figure_that_says_so(
    frames: int, tmp_path: Path
) -> None:
    shape = (frames, 12, 16)
    values = np.random.default_rng(0).random((*shape, 3), dtype=np.float32)
    signal = Signal(values, np.arange(frames, dtype=np.float64), {})
    flow = Flow(np.ones((*shape, 2), np.float32), np.ones(shape, bool), "exact")
    groupings = {"grid": (np.zeros(shape, int), ["0"])}
    measures, _ = measures_of(tmp_path / "measures", groupings, persistent=False)
    motion.table(measures, flow, signal, 0.5, 3.0).to_parquet(tmp_path / "motion")
    (tmp_path / "metrics").write_text('{"psnr": 30}')
    signal.write(tmp_path / "frames")
    flow.write(tmp_path / "flow")
    params = {"signal": "s", "definition": "corrected", "frame": 8, "fits": [["ffn", 0]]}
    draw_motion(
        params | {"threshold": 0.5, "near": 3.0, "converged": 27.0},
        **{name: tmp_path / name for name in ("frames", "flow")},
        **{name: [tmp_path / name] for name in ("measures", "motion", "metrics")},
        svg=tmp_path / "motion.svg",
        png=tmp_path / "motion.png",
    )
    assert "no field here has neurons that persist" in (tmp_path / "motion.svg").read_text()


def test_a_still_is_drawn_without_flow_and_its_names_fit_the_page() -> None:
    values = np.zeros((1, 12, 16, 3), np.float32)
    row = {"category": "c", "thing": True, "color": [9, 99, 9]}
    table = [{"id": i, "name": f"a long-winded thing {i}", **row} for i in range(1, 18)]
    segments = Segments(np.ones((1, 12, 16), np.int32), table)
    flow = Flow(np.zeros((1, 12, 16, 2), np.float32), np.zeros((1, 12, 16), bool), "none")
    still = Signal(values, np.zeros(1), {})
    figure = draw_still(still, segments, flow, "s", 4)
    assert len(figure.axes) == 2 and "flow" not in figure.get_supxlabel()
    figure.draw_without_rendering()
    ends = figure.legends[0].get_window_extent()
    assert ends.x0 >= 0 and ends.x1 <= figure.bbox.x1
    assert figure.get_figheight() < 5


def test_correlations_of_any_sign_are_in_the_picture() -> None:
    keys = {"field": "nerv", "region": "picture", "measure": "spearman", "frame": 5}
    rows = pd.DataFrame({"stage": ["block1", "head"], "seed": 0, "value": [-0.7, 0.9]})
    axes = new_figure(3, 2).subplots()
    _correlations(axes, rows.assign(**keys))
    low, high = axes.get_ylim()
    assert low < -0.7 and high > 0.9
