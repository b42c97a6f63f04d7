"""What a change of options or data reruns: what depends on it, and nothing else."""

import resource
from pathlib import Path

import imageio.v3 as imageio
import pytest

from workflow.folders import (
    AGGREGATES,
    FIGURES,
    OF_SEEDS,
    PER_FIELD,
    PER_FIT,
    SOURCES,
    TABLES,
    Folder,
    from_measures,
    of_field,
    of_fields,
    of_fits,
    of_signal,
    of_signals,
)

pytestmark = pytest.mark.xdist_group("workflow")
ADDED_SIGNAL = {
    "signals": {"added": {"reader": "street", "height": 16, "width": 32, "frames": 3}},
    "xinc": {"signals": ["street", "clip", "added"]},
}
RECIPE = {"learning_rate": 0.01, "steps": 5}
WIDE = {"network": {"architecture": "ffn", "width": 14}, "recipe": RECIPE}
OPTIONS = {
    "signal": {"columns": 2},
    "fits": {"error_gain": 2.0},
    "gallery": {"neurons": 2},
    "grouping": {"logarithmic": False},
    "intensity": {"frame": 2},
    "pixels": {"decades": 5},
    "neurons": {"frame": 2},
    "objects": {"neurons": 3},
    "motion": {"frame": 2},
    "omission": {"definition": "paper"},
    "types": {"point_size": 4.0},
    "samples": {"colormap": "gray"},
    "faithfulness": {"region": "road"},
    "faithfulness_regions": {"orders": ["share", "random"]},
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
    change = {"xinc": {"figures": {figure: OPTIONS[figure]}}}
    assert copy.pending(change=change) == FIGURES[figure]


def test_an_option_of_the_types_reruns_types_and_what_follows(copy: Folder) -> None:
    expected = of_fields("types figure_types figure_samples") | TABLES
    assert copy.pending(change={"xinc": {"types": {"clusters": 3}}}) == expected


def test_an_option_of_faithfulness_reruns_faithfulness_and_what_follows(copy: Folder) -> None:
    figures = of_signals("figure_faithfulness") | of_fields("figure_faithfulness_regions")
    expected = of_fits("faithfulness") | figures | TABLES
    assert copy.pending(change={"xinc": {"faithfulness": {"draws": 2}}}) == expected


def test_what_counts_as_motion_reruns_no_measures(copy: Folder) -> None:
    figures = of_signals("figure_grouping figure_motion figure_omission")
    expected = of_fits("describe figure_objects") | figures | TABLES
    assert copy.pending(change={"xinc": {"motion": {"threshold": 1.0}}}) == expected


def test_how_many_clips_decide_a_claim_reruns_the_claims_alone(copy: Folder) -> None:
    assert copy.pending(change={"xinc": {"clips": 3}}) == {"xinc_claims"}


def test_what_counts_as_converged_redraws_figures_and_decides_claims_anew(copy: Folder) -> None:
    expected = of_signals(AGGREGATES) | of_fits("figure_gallery figure_objects")
    expected |= of_fields("figure_types figure_samples") | {"xinc_claims"}
    assert copy.pending(change={"xinc": {"converged": 1.0}}) == expected


def test_summary_and_dry_run_name_as_many_jobs(copy: Folder) -> None:
    change = {"signals": {"street": {"seed": 1}}}
    _, said = copy.run("-n", "--", "xinc", change=change)
    total = next(line for line in said.splitlines() if line.startswith("total"))
    assert int(total.split()[1]) == len(copy.pending(change=change)) + 1  # the target itself


def test_an_added_signal_runs_its_own_jobs_and_the_tables(copy: Folder) -> None:
    assert copy.pending(change=ADDED_SIGNAL) == of_signal("added")


def test_a_changed_signal_reruns_its_own_jobs_and_the_tables(copy: Folder) -> None:
    assert copy.pending(change={"signals": {"street": {"seed": 1}}}) == of_signal("street")


def test_a_changed_mask_reruns_measures_and_no_fit(copy: Folder) -> None:
    file = copy.path / "data/masks/1.png"
    mask = imageio.imread(file)
    mask[:2] = 3
    imageio.imwrite(file, mask)
    own = of_signals("masks groupings figure_signal", ["clip"])
    assert copy.pending() == own | from_measures(["clip"])


def test_a_changed_frame_reruns_its_own_signal(copy: Folder) -> None:
    file = copy.path / "data/frames/1.png"
    imageio.imwrite(file, imageio.imread(file)[::-1])
    assert copy.pending() == of_signal("clip")


def test_an_added_mask_option_reruns_no_frames(copy: Folder) -> None:
    table = Path("data/table.csv")
    (copy.path / table).write_text("id,category,thing\n1,road,0\n2,car,1\n")
    own = of_signals("masks groupings figure_signal", ["clip"])
    change = {"signals": {"clip": {"masks": {"table": str(table)}}}}
    assert copy.pending(change=change) == own | from_measures(["clip"])


def test_an_added_field_reruns_no_existing_fit(copy: Folder) -> None:
    change = {"fields": {"wide": WIDE}, "xinc": {"fields": ["ffn", "nerv", "wide"]}}
    assert copy.pending(change=change) == of_field("wide")


def test_an_added_head_runs_its_own_jobs_the_tables_and_two_figures(copy: Folder) -> None:
    own = of_fits("fit trace measures describe", ["street"], ["nerv-identity"])
    change = {"xinc": {"heads": {"fields": ["nerv-identity"], "signals": ["street"]}}}
    expected = own | of_signals("figure_omission figure_fits", ["street"]) | TABLES
    assert copy.pending(change=change) == expected


def test_an_added_seed_runs_its_own_jobs_and_the_aggregates(copy: Folder) -> None:
    aggregates = of_signals(f"figure_fits {OF_SEEDS}") | of_fields(PER_FIELD) | TABLES
    assert copy.pending(change={"seeds": [0, 1]}) == of_fits(PER_FIT, seeds=(1,)) | aggregates


def test_a_changed_recipe_refits_its_own_field(copy: Folder) -> None:
    change = {"fields": {"nerv": {"recipe": {"steps": 21}}}}
    assert copy.pending(change=change) == of_field("nerv")


def test_stages_chosen_for_one_field_retrace_that_field_alone(copy: Folder) -> None:
    expected = of_fits("trace figure_gallery", fields=["ffn"]) | from_measures(fields=["ffn"])
    change = {"tracing": {"stages": {"ffn": ["layer3"]}}}
    assert copy.pending(change=change) == expected
