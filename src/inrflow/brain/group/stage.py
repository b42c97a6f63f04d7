"""The workflow's stage `brain-group`: whether two groups differ, by every method's volumes."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inrflow.brain.group.design import designed
from inrflow.brain.group.permutations import Orders, orders
from inrflow.brain.group.tested import tested
from inrflow.brain.group.volumes import gathered, lattice_of
from inrflow.brain.group.written import write_clusters, write_maps, write_tests
from inrflow.brain.scan import read_subjects, usable
from inrflow.config.brain.group_test import GroupTest
from inrflow.config.check import check
from inrflow.io.atomic import atomic_directory

log = logging.getLogger(__name__)


def compare_groups(
    params: dict[str, Any], *, scans: list[Path], volumes: list[Path] | None = None, maps: Path
) -> None:
    """Test every voxel for a difference between the groups.

    All methods are tested on the same subjects, inside the same masks, in the same orders.
    Subjects whose scans are bad are left out and counted.

    Args:
        params: `test`; `groups`, first and second; `methods`, in order.
        scans: input, folders of the cohort's parts: tables, masks, volumes.
        volumes: input, folders of imputed volumes: all parts of the first method, then of the
            next; without them the scans' own are tested, as the only method.
        maps: output, folder: for each method maps as NIfTI, clusters and tests as csv and parquet.
    """
    test, groups = check(GroupTest, params["test"], "brain.test"), params["groups"]
    every = read_subjects(scans)
    every = every[every["group"].isin(groups)]
    subjects = usable(every)
    design = designed(subjects, groups, test.covariates)
    exchanged = orders(design, test.permutations, test.seed)
    _warn_of_few(exchanged, test.permutations)
    lattice = lattice_of(subjects)
    facts = {
        "first": groups[0],
        "second": groups[1],
        "n_first": int(design.first.sum()),
        "n_second": int((~design.first).sum()),
        "left_out": len(every) - len(subjects),
        "df": design.freedom,
    }
    sources = of_methods(params["methods"], scans, volumes or scans)
    with atomic_directory(maps) as folder, TemporaryDirectory(dir=folder) as room:
        for method, parts in sources.items():
            folders = [parts[one] for one in subjects["folder"]]
            store = Path(room) / "values"
            there = gathered(subjects, folders, lattice, test.smoothing, store)
            found = tested(there, design, exchanged, test, lattice.affine)
            told = {"method": method} | facts
            drawn = write_maps(folder / method, there, found, lattice.affine)
            write_clusters(folder / method, drawn, lattice.affine, test, told)
            write_tests(folder / method, there, found, test, told)


def of_methods(
    methods: list[str], scans: list[Path], volumes: list[Path]
) -> dict[str, dict[str, Path]]:
    """Return method -> folder of scans -> folder of its volumes of the same part."""
    each = len(scans)
    return {
        method: dict(zip(map(str, scans), volumes[n * each : (n + 1) * each], strict=True))
        for n, method in enumerate(methods)
    }


def _warn_of_few(exchanged: Orders, asked: int) -> None:
    """Log that small groups have fewer permutations than were asked for."""
    if exchanged.possible < asked:
        log.warning(
            "%d permutations were asked for, %.0f are possible: no p is below %.2g",
            *(asked, exchanged.possible, 1 / exchanged.possible),
        )
