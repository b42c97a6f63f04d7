"""What a change of options or data reruns: what depends on it, and nothing else."""

import resource
from pathlib import Path

import imageio.v3 as imageio
import pytest

from workflow.folders import PER_FIT, PER_SIGNAL, SOURCES, TABLES, Folder, of_fits, of_signals

pytestmark = pytest.mark.xdist_group("workflow")
ADDED_SIGNAL = {
    "signals": {"added": {"reader": "street", "height": 16, "width": 32, "frames": 3}},
    "xinc": {"signals": ["street", "clip", "added"]},
}
RECIPE = {"learning_rate": 0.01, "steps": 5}
WIDE = {"network": {"architecture": "ffn", "width": 14}, "recipe": RECIPE}
FIGURES = {
    "signal": ({"columns": 2}, of_signals("figure_signal")),
    "fits": ({"error_gain": 2.0}, of_signals("figure_fits")),
    "gallery": ({"neurons": 2}, of_fits("figure_gallery")),
    "grouping": ({"logarithmic": False}, of_signals("figure_grouping")),
}


def seconds() -> float:
    """CPU seconds of all child processes so far: wall time would measure the neighbours."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_no_change_reruns_nothing_and_says_so_within_five_seconds(finished: Folder) -> None:
    before = seconds()
    code, said = finished.run("-n", "--", "xinc")
    assert seconds() - before < 5
    assert code == 0
    assert "Nothing to be done" in said
    assert finished.pending() == set()


def test_new_time_stamps_of_sources_data_and_config_rerun_nothing(copy: Folder) -> None:
    for name in [*SOURCES, "data", "tiny.yaml"]:
        for file in [copy.path / name, *(copy.path / name).rglob("*")]:
            file.touch()
    assert copy.pending() == set()


@pytest.mark.parametrize("figure", FIGURES)
def test_an_option_of_a_figure_redraws_that_figure_alone(figure: str, copy: Folder) -> None:
    options, expected = FIGURES[figure]
    assert copy.pending(change={"xinc": {"figures": {figure: options}}}) == expected


def test_a_threshold_of_the_captions_redraws_figures_alone(copy: Folder) -> None:
    expected = of_signals("figure_fits figure_grouping") | of_fits("figure_gallery")
    assert copy.pending(change={"xinc": {"converged": 1.0}}) == expected


def test_summary_and_dry_run_name_as_many_jobs(copy: Folder) -> None:
    change = {"signals": {"street": {"seed": 1}}}
    _, said = copy.run("-n", "--", "xinc", change=change)
    total = next(line for line in said.splitlines() if line.startswith("total"))
    assert int(total.split()[1]) == len(copy.pending(change=change)) + 1  # the target itself


def test_an_added_signal_runs_its_own_jobs_and_the_tables(copy: Folder) -> None:
    expected = of_signals(PER_SIGNAL, ["added"]) | of_fits(PER_FIT, ["added"]) | TABLES
    assert copy.pending(change=ADDED_SIGNAL) == expected


def test_a_changed_signal_reruns_its_own_jobs_and_the_tables(copy: Folder) -> None:
    expected = of_signals(PER_SIGNAL, ["street"]) | of_fits(PER_FIT, ["street"]) | TABLES
    assert copy.pending(change={"signals": {"street": {"seed": 1}}}) == expected


def test_a_changed_mask_reruns_measures_and_no_fit(copy: Folder) -> None:
    file = copy.path / "data/masks/1.png"
    mask = imageio.imread(file)
    mask[:2] = 3
    imageio.imwrite(file, mask)
    own = of_signals("masks groupings figure_signal figure_grouping", ["clip"])
    assert copy.pending() == own | of_fits("measures dispersion", ["clip"]) | TABLES


def test_a_changed_frame_reruns_its_own_signal(copy: Folder) -> None:
    file = copy.path / "data/frames/1.png"
    imageio.imwrite(file, imageio.imread(file)[::-1])
    expected = of_signals(PER_SIGNAL, ["clip"]) | of_fits(PER_FIT, ["clip"]) | TABLES
    assert copy.pending() == expected


def test_an_added_mask_option_reruns_no_frames(copy: Folder) -> None:
    table = Path("data/table.csv")
    (copy.path / table).write_text("id,category,thing\n1,road,0\n2,car,1\n")
    own = of_signals("masks groupings figure_signal figure_grouping", ["clip"])
    change = {"signals": {"clip": {"masks": {"table": str(table)}}}}
    assert copy.pending(change=change) == own | of_fits("measures dispersion", ["clip"]) | TABLES


def test_an_added_field_reruns_no_existing_fit(copy: Folder) -> None:
    change = {"fields": {"wide": WIDE}, "xinc": {"fields": ["ffn", "nerv", "wide"]}}
    aggregates = of_signals("figure_fits figure_grouping") | TABLES
    assert copy.pending(change=change) == of_fits(PER_FIT, fields=["wide"]) | aggregates


def test_an_added_seed_runs_its_own_jobs_and_the_aggregates(copy: Folder) -> None:
    aggregates = of_signals("figure_fits figure_grouping") | TABLES
    assert copy.pending(change={"seeds": [0, 1]}) == of_fits(PER_FIT, seeds=(1,)) | aggregates


def test_a_changed_recipe_refits_its_own_field(copy: Folder) -> None:
    aggregates = of_signals("figure_fits figure_grouping") | TABLES
    expected = of_fits(PER_FIT, fields=["nerv"]) | aggregates
    assert copy.pending(change={"fields": {"nerv": {"recipe": {"steps": 21}}}}) == expected


def test_stages_chosen_for_one_field_retrace_that_field_alone(copy: Folder) -> None:
    expected = of_fits("trace measures dispersion figure_gallery", fields=["ffn"])
    expected |= of_signals("figure_grouping") | TABLES
    change = {"tracing": {"stages": {"ffn": ["layer3"]}}}
    assert copy.pending(change=change) == expected
