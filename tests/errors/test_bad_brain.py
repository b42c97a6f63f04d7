"""What the configuration of the study `brain` refuses: names that clash, or that nothing has."""

from typing import Any

import pytest

from inrflow.config.brain.study import Brain
from inrflow.config.check import check
from inrflow.errors import InputError

LINEAR = {"kind": "interpolation", "how": "linear"}
COLD = {"kind": "field", "field": "f", "steps": 1}
MADE = {"source": "made"}
FOLDER = "expected another, this is a folder's"


def of(methods: dict[str, Any], **change: Any) -> dict[str, Any]:
    """Return a study of one set with some methods, and a change of the set."""
    one = {"cohorts": ["a"], "methods": methods} | change
    return {"cohorts": {"a": MADE}, "sets": {"s": one}}


@pytest.mark.parametrize(
    ("study", "said"),
    [
        ({"only": ["smal"]}, "only: unknown name 'smal'"),
        (of({}) | {"verdicts": ["t"]}, "brain: sets.s.methods: "),
        (of({"m": LINEAR}) | {"verdicts": ["t"]}, "verdicts: unknown name 't'"),
        ({"cohorts": {"tables": MADE}}, f"name 'tables': {FOLDER}"),
        ({"cohorts": {"figures": MADE}}, f"name 'figures': {FOLDER}"),
        ({"cohorts": {"a/b": MADE}}, "name 'a/b': expected letters, digits, - and _ only"),
        ({"sets": {"cohorts": {"cohorts": ["a"]}}}, f"name 'cohorts': {FOLDER}"),
        ({"sets": {"s s": {"cohorts": ["a"]}}}, "name 's s': expected letters"),
        (of({"original": LINEAR}), f"sets.s: name 'original': {FOLDER}"),
        (of({"m": LINEAR}, drops={"original": {}}), f"sets.s: name 'original': {FOLDER}"),
        (of({"m": LINEAR}, cohorts=["b"]), "sets.s.cohorts: unknown name 'b'"),
        (of({"m": LINEAR}, cohorts=["a", "a"]), "expected names that differ, found ['a', 'a']"),
        (of({"m": COLD | {"after": "n"}}), "methods.m.after: unknown name 'n'"),
        (of({"m": COLD | {"after": "m"}}), "a field that begins cold, found m"),
        (of({"m": COLD | {"after": "l"}, "l": LINEAR}), "a field that begins cold, found l"),
        (
            of({"m": COLD | {"after": "n"}, "n": COLD | {"field": "g"}}),
            "methods.m.after: expected the same field over the same, found g over nothing",
        ),
        (of({"m": COLD | {"recipe": {"steps": 2}}}), "recipe.steps: expected none, the method"),
        (of({"m": LINEAR}, drops={"d": {"gap": 2, "thickness": 3}}), "at most the gap of 2"),
        (of({"m": LINEAR}, drops={"d": {"gap": 2, "offset": 2}}), "less than the gap of 2"),
        (
            {
                "cohorts": {"a": MADE | {"select": {"groups": ["AD"]}}},
                "sets": of({"m": LINEAR})["sets"],
            },
            "sets.s.test: expected two groups in cohort a, found ['AD']; set `test` to null",
        ),
    ],
)
def test_studies_that_cannot_be_run(study: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        check(Brain, study, "brain")
    (line,) = str(error.value).splitlines()
    assert line.startswith("brain: ")
    assert said in line


def test_an_overlay_takes_sets_and_cohorts_away() -> None:
    study = {"cohorts": {"a": MADE, "b": None}, "sets": {"s": None}}
    assert list(check(Brain, study, "brain").cohorts) == ["a"]
    assert check(Brain, study, "brain").chosen == []
