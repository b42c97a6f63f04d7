"""The hash of a stage's code changes with the code that the stage can reach, and with no other."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inrflow.io import codehash
from inrflow.io.codehash import closure, code_hash
from inrflow.stages import STAGES, module_of

FFN, NERV = "inrflow.fields.ffn", "inrflow.fields.nerv"
CACHED = (codehash._hash_of, codehash.module_hash, codehash._imports)


def forget() -> None:
    for function in CACHED:
        function.cache_clear()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package that may be edited."""
    copy = tmp_path / "inrflow"
    shutil.copytree(codehash.ROOT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(codehash, "ROOT", copy)
    forget()
    yield copy
    monkeypatch.undo()
    forget()


def hashes(*fields: str) -> dict[str, str]:
    """Hash of every stage, with the fields that it picks by name."""
    forget()
    picks = {"fit": fields, "trace": fields}
    return {name: code_hash(module_of(name), *picks.get(name, ())) for name in STAGES}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_comments_docstrings_and_layout_do_not_count(package: Path) -> None:
    before = hashes(FFN)
    for file in package.rglob("*.py"):
        text = file.read_text()
        text = text.replace("\n\n\n", "\n\n\n\n# another remark\n\n").replace("    ", "        ")
        text = text.replace('"""', '"""Differently said. ', 1) if text.startswith('"""') else text
        file.write_text(text + "\n# the end\n")
    assert changed(before, hashes(FFN)) == set()


def test_a_docstring_of_a_function_does_not_count_its_default_does(package: Path) -> None:
    file = package / "fitting" / "schedule.py"
    before = hashes(FFN)
    edit(file, '"""Return the factor', '"""Give the factor')
    assert changed(before, hashes(FFN)) == set()
    edit(file, "0.5 *", "0.25 *")
    assert "fit" in changed(before, hashes(FFN))


@pytest.mark.parametrize(
    "module",
    [
        "fitting/schedule.py",
        "tracing/stencil.py",
        "tracing/store.py",
        "analysis/threshold.py",
        "signals/flow.py",
        "config/recipe.py",
        "fields/linear.py",
        "errors.py",
    ],
)
def test_code_counts_where_it_can_be_reached_and_nowhere_else(package: Path, module: str) -> None:
    name = "inrflow." + module.removesuffix(".py").replace("/", ".")
    picks = {stage: {FFN} if stage in ("fit", "trace") else set() for stage in STAGES}
    reach = {stage for stage in STAGES if name in closure(module_of(stage), *picks[stage])}
    before = hashes(FFN)
    with (package / module).open("a") as file:
        file.write("\n\nANOTHER = 1\n")
    assert changed(before, hashes(FFN)) == reach
    assert reach and (reach < set(STAGES) or module == "errors.py")


def test_tracing_and_figures_never_reach_a_fit() -> None:
    reached = closure(module_of("fit"), FFN)
    for layer in ("tracing", "analysis", "figures", "signals.readers"):
        assert not any(name.startswith(f"inrflow.{layer}") for name in reached)


def test_fields_do_not_see_each_other(package: Path) -> None:
    ffn, nerv = hashes(FFN), hashes(NERV)
    edit(package / "fields" / "embeddings.py", "math.pi", "3.14")
    assert changed(ffn, hashes(FFN)) == set()
    assert changed(nerv, hashes(NERV)) == {"fit", "trace"}


def test_a_new_field_reruns_no_fit_of_another(package: Path) -> None:
    before = hashes(FFN), hashes(NERV)
    for folder in ("fields", "config/networks"):
        shutil.copy(package / folder / "ffn.py", package / folder / "newcomer.py")
    assert (hashes(FFN), hashes(NERV)) == before
    assert code_hash(module_of("fit"), "inrflow.fields.newcomer") != before[0]["fit"]


def test_the_version_alone_reruns_nothing(package: Path) -> None:
    before = hashes(FFN)
    edit(package / "__init__.py", "__version__ = ", "__version__ = 'next' or ")
    assert changed(before, hashes(FFN)) == set()


def test_an_unknown_module_has_no_hash() -> None:
    with pytest.raises(ModuleNotFoundError):
        code_hash("inrflow.fields.nothing")


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        ("inrflow", ("torch", "numpy", "pydantic")),
        ("inrflow.config.root, inrflow.io.codehash, inrflow.stages", ("torch", "numpy")),
        ("inrflow.tracing.layout, inrflow.config.document, inrflow.__main__", ("torch", "numpy")),
        ("inrflow.signals.stages, inrflow.signals.readers.video", ("torch",)),
    ],
)
def test_what_the_snakefile_imports_is_light(modules: str, heavy: tuple[str, ...]) -> None:
    code = f"import sys, {modules}; print(*[m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
