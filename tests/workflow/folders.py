"""A folder with the workflow in it: run it, change it, ask what would run again."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from inrflow.io.atomic import write_text

ROOT = Path(__file__).parents[2]
SNAKEMAKE = [sys.executable, "-m", "snakemake"]
SOURCES = ["Snakefile", "workflow", "config", "profiles", "src"]
UNDONE = ["results", ".snakemake"]
SIGNALS, FIELDS = ["street", "clip"], ["ffn", "nerv"]
ADDED = ["added", "wide", "plain", "nerv-identity"]  # names that tests add
OF_FIRST_SEED = "figure_intensity figure_neurons"  # a signal's figures that show one seed
OF_SEEDS = "figure_grouping figure_pixels figure_motion figure_omission figure_faithfulness"
MEASURED = f"{OF_FIRST_SEED} {OF_SEEDS}"  # a signal's figures of what was measured
AGGREGATES = f"figure_fits {MEASURED}"  # a signal's figures that show all of its fields
PER_SIGNAL = f"frames masks flow groupings figure_signal {AGGREGATES}"
FROM_MEASURES = "measures describe faithfulness figure_objects"
PER_FIT = f"fit trace figure_gallery {FROM_MEASURES}"
PER_FIELD = "types figure_types figure_samples figure_faithfulness_regions"
TIMES = ("provenance.json", "clock.parquet", ".snakemake_timestamp")
TABLES = {"xinc_tables", "xinc_claims"}


@dataclass(frozen=True)
class Folder:
    """A copy of the repository's workflow and package, and its results."""

    path: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the folder's own package is found first."""
        return os.environ | {"PYTHONPATH": str(self.path / "src")}

    def command(self, *arguments: str, change: dict[str, Any] | None = None) -> list[str]:
        """Write `change` as the last overlay; return Snakemake's command line."""
        overlays = ["config/smoke.yaml", "tiny.yaml"]
        if change is not None:
            write_text(self.path / "change.yaml", json.dumps(change))  # JSON is YAML
            overlays.append("change.yaml")
        return [*SNAKEMAKE, "--configfile", *overlays, *arguments]

    def call(self, command: list[str]) -> tuple[int, str]:
        """Run a command in the folder; return its exit code and all that it said."""
        done = subprocess.run(
            command,
            cwd=self.path,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def run(self, *arguments: str, change: dict[str, Any] | None = None) -> tuple[int, str]:
        """Run Snakemake; arguments as in `command`, result as in `call`."""
        return self.call(self.command(*arguments, change=change))

    def rows(self, target: str = "xinc", change: dict[str, Any] | None = None) -> list[list[str]]:
        """Return Snakemake's summary: output, date, rule, logs, status, plan of every output."""
        code, said = self.run("--summary", "--", target, change=change)
        assert code == 0, said
        found = [line.split("\t") for line in said.splitlines() if line.count("\t") == 5]
        assert found[0][0] == "output_file", said
        return found[1:]

    def pending(self, target: str = "xinc", change: dict[str, Any] | None = None) -> set[str]:
        """Return the jobs that would run, each as its rule and wildcards: `fit street ffn 0`."""
        rows = self.rows(target, change)
        return {job(rule, output) for output, _, rule, _, _, plan in rows if plan != "no update"}

    def copy(self, path: Path, results: bool = True) -> "Folder":
        """Return a copy with the same time stamps; without results it is a fresh checkout."""
        leave = shutil.ignore_patterns() if results else shutil.ignore_patterns(*UNDONE)
        shutil.copytree(self.path, path, ignore=leave)
        return Folder(path)

    def edit(self, module: str, old: str, new: str) -> None:
        """Replace the first `old` in a module of the package, given as `fields/ffn`."""
        file = self.path / "src" / "inrflow" / f"{module}.py"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def insert_line(self, module: str) -> None:
        """Add a line of code to a module of the package."""
        with (self.path / "src" / "inrflow" / f"{module}.py").open("a") as file:
            file.write("\nINSERTED = 1\n")

    def digests(self) -> dict[str, str]:
        """Return the sha256 of every result but those of times, which stand in files apart."""
        results = self.path / "results"
        timed = [results / "logs", results / "benchmarks"]
        return {
            file.relative_to(results).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in results.rglob("*")
            if file.is_file()
            and not any(file.is_relative_to(folder) for folder in timed)
            and not file.name.endswith(TIMES)
        }


def job(rule: str, output: str) -> str:
    """Return a job's name: its rule and the wildcards that stand in its output's path."""
    names = {*SIGNALS, *FIELDS, *ADDED}
    parts = [part for part in re.split("[/.]", output) if part in names or part.isdigit()]
    return " ".join([rule, *parts])


def of_signals(rules: str, signals: list[str] = SIGNALS) -> set[str]:
    """Return the jobs of some rules for some signals."""
    return {" ".join(names) for names in product(rules.split(), signals)}


def of_fields(rules: str, signals: list[str] = SIGNALS, fields: list[str] = FIELDS) -> set[str]:
    """Return the jobs of some rules that take all seeds of a field on a signal."""
    return {" ".join(names) for names in product(rules.split(), signals, fields)}


def of_fits(
    rules: str,
    signals: list[str] = SIGNALS,
    fields: list[str] = FIELDS,
    seeds: tuple[int, ...] = (0,),
) -> set[str]:
    """Return the jobs of some rules for some fits."""
    return {" ".join(map(str, names)) for names in product(rules.split(), signals, fields, seeds)}


def of_signal(name: str) -> set[str]:
    """Return all jobs of a signal, and the tables."""
    own = of_signals(PER_SIGNAL, [name]) | of_fits(PER_FIT, [name])
    return own | of_fields(PER_FIELD, [name]) | TABLES


def of_field(name: str) -> set[str]:
    """Return all jobs of a field, and those that put it beside others."""
    own = of_fits(PER_FIT, fields=[name]) | of_fields(PER_FIELD, fields=[name])
    return own | of_signals(AGGREGATES) | TABLES


def from_measures(signals: list[str] = SIGNALS, fields: list[str] = FIELDS) -> set[str]:
    """Return the jobs of `measures` of some fits, and those that follow."""
    own = of_fits(FROM_MEASURES, signals, fields) | of_fields(PER_FIELD, signals, fields)
    return own | of_signals(MEASURED, signals) | TABLES


FIGURES = {
    "signal": of_signals("figure_signal"),
    "fits": of_signals("figure_fits"),
    "gallery": of_fits("figure_gallery"),
    "grouping": of_signals("figure_grouping"),
    "intensity": of_signals("figure_intensity"),
    "pixels": of_signals("figure_pixels"),
    "neurons": of_signals("figure_neurons"),
    "objects": of_fits("figure_objects"),
    "motion": of_signals("figure_motion"),
    "omission": of_signals("figure_omission"),
    "types": of_fields("figure_types"),
    "samples": of_fields("figure_samples"),
    "faithfulness": of_signals("figure_faithfulness"),
    "faithfulness_regions": of_fields("figure_faithfulness_regions"),
}
