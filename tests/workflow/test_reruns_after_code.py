"""What a change of the package's code reruns: the stages that it can reach, and nothing else."""

import pytest

from inrflow.io.codehash import closure
from inrflow.stages import STAGES, module_of
from workflow.folders import (
    FIGURES,
    Folder,
    from_measures,
    of_field,
    of_fits,
    of_signal,
    of_signals,
)

pytestmark = pytest.mark.xdist_group("workflow")
PLAIN_OPTIONS = '''"""A new architecture."""

from typing import Literal

from inrflow.config.networks.ffn import Ffn


class Plain(Ffn):
    """Options of the new architecture."""

    architecture: Literal["plain"]
'''
PLAIN_FIELD = '''"""A new architecture."""

from inrflow.config.networks.plain import Plain as Options
from inrflow.fields.ffn import build, empty

__all__ = ["Options", "build", "empty"]
'''


def test_comments_and_docstrings_rerun_nothing(copy: Folder) -> None:
    for file in (copy.path / "src").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"""', '"""Said anew. ', 1) + "\n\n# a comment\n")
    assert copy.pending() == set()


def test_a_release_reruns_nothing(copy: Folder) -> None:
    copy.edit("__init__", "__version__ = ", '__version__ = "99" + ')
    assert copy.pending() == set()


def test_a_line_in_tracing_reruns_traces_and_what_follows(copy: Folder) -> None:
    copy.insert_line("tracing/operators")
    assert copy.pending() == of_fits("trace figure_gallery") | from_measures()


@pytest.mark.parametrize("module", ["fields/ffn", "fields/activations/relu"])
def test_a_line_in_one_field_refits_that_field_alone(module: str, copy: Folder) -> None:
    copy.insert_line(module)
    assert copy.pending() == of_field("ffn")


def test_a_line_in_one_reader_rereads_its_signals_alone(copy: Folder) -> None:
    copy.insert_line("signals/readers/street/clip")
    assert copy.pending() == of_signal("street")


def test_a_line_in_the_groupings_reruns_no_trace(copy: Folder) -> None:
    copy.insert_line("analysis/groupings/grid")
    assert copy.pending() == of_signals("groupings") | from_measures()


@pytest.mark.parametrize("figure", FIGURES)
def test_a_line_in_one_figure_redraws_that_figure_alone(figure: str, copy: Folder) -> None:
    copy.insert_line(f"figures/{figure}")
    assert copy.pending() == FIGURES[figure]


def test_a_new_architecture_reruns_no_existing_fit(copy: Folder) -> None:
    package = copy.path / "src/inrflow"
    (package / "config/networks/plain.py").write_text(PLAIN_OPTIONS)
    (package / "fields/plain.py").write_text(PLAIN_FIELD)
    plain = {
        "network": {"architecture": "plain", "width": 6},
        "recipe": {"learning_rate": 0.01, "steps": 5},
    }
    change = {"fields": {"plain": plain}, "xinc": {"fields": ["ffn", "nerv", "plain"]}}
    assert copy.pending(change=change) == of_field("plain")


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_depends_on_code_that_comes_after_it(stage: str) -> None:
    order = ["signals", "fields", "fitting", "tracing", "analysis", "figures"]
    reached = {name.split(".")[1] for name in closure(module_of(stage))}
    own = module_of(stage).split(".")[1]
    later = order[order.index(own) + 1 :] if own in order else []
    assert reached.isdisjoint(later)
