"""Memory and CPU seconds of the group test over the size of the cohort, at 1 mm; permutations.

    python benchmarks/cohort.py [--subjects 20 40 80 160 280] [--permutations 100] [--threads 1]

197 x 233 x 189 voxels, 1.88 million of them in the mask. Subjects are links to eight volumes of
smooth noise. Each number comes from a process of its own. Seconds are all threads' together; those
of 10,000 permutations are of 40,000 voxels in memory, times what the mask has more.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SHAPE, INSIDE, VOLUMES = (197, 233, 189), 1_882_989, 8
SOME, MANY = 40_000, 10_000


def make_volumes(folder: Path, count: int) -> None:
    """Write the volumes and their mask."""
    from scipy.ndimage import gaussian_filter

    from inrflow.brain.scan import write_volume

    rng, affine = np.random.default_rng(0), np.eye(4)
    affine[:3, 3] = -98, -134, -72
    places = np.meshgrid(*(np.linspace(-1, 1, n, dtype="f4") for n in SHAPE), indexing="ij")
    away = sum(one**2 for one in places)
    mask = away < np.partition(away.ravel(), INSIDE)[INSIDE]
    write_volume(mask.astype(np.uint8), affine, folder / "mask.nii.gz")
    for number in range(count):
        rough = rng.normal(size=SHAPE).astype(np.float32)
        values = 500 + 2000 * gaussian_filter(rough, 2) * mask
        write_volume(values.astype(np.float32), affine, folder / f"{number}.nii.gz")


def link_cohort(folder: Path, subjects: int) -> None:
    """Write a cohort whose scans are links."""
    import pandas as pd

    from inrflow.brain.scan import OWN

    (folder / "000").mkdir()
    names = [f"s{n:03d}" for n in range(subjects)]
    for number, name in enumerate(names):
        link = folder / "000" / f"{name}.nii.gz"
        link.symlink_to(folder / "made" / f"{number % VOLUMES}.nii.gz")
        link = folder / "000" / f"{name}_mask.nii.gz"
        link.symlink_to(folder / "made" / "mask.nii.gz")
    table = pd.DataFrame({"subject": names}).reindex(columns=OWN)
    table["group"] = ["CN", "AD"] * (subjects // 2)
    told = table.assign(status="ok", reason="", sex="", visit="", path="", low=0, high=1000)
    told.to_csv(folder / "000" / "subjects.csv", index=False)


def compare(folder: Path, permutations: int) -> None:
    """Run the stage."""
    from inrflow.brain.group.stage import compare_groups

    told = {"test": {"permutations": permutations}, "groups": ["CN", "AD"], "methods": ["any"]}
    compare_groups(told, scans=[folder / "000"], maps=folder / "maps")


def permute(folder: Path, subjects: int) -> None:
    """Test some voxels in memory."""
    from inrflow.brain.group.design import Design
    from inrflow.brain.group.permutations import orders
    from inrflow.brain.group.product import difference
    from inrflow.config.brain.group_test import GroupTest

    values = np.random.default_rng(0).normal(size=(subjects, SOME)).astype(np.float32)
    design = Design(np.arange(subjects) % 2 == 0, np.zeros((subjects, 0)))
    rows = orders(design, MANY, 0).rows
    difference(lambda a, b: values[:, a:b], SOME, design, rows, GroupTest().chunk)


def child(work: str, folder: Path, number: int) -> None:
    """Do one thing; print CPU seconds and peak memory as JSON."""
    import inrflow.brain.group.stage  # noqa: F401 (its memory is not counted as the work's)

    before, started = resident(), time.process_time()
    {"make": make_volumes, "link": link_cohort, "compare": compare, "permute": permute}[work](
        folder, number
    )
    seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "peak": resident(), "before": before}))


def resident() -> float:
    """Return the largest memory that the process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(work: str, folder: Path, number: int, threads: int) -> dict[str, float]:
    """Return what a process of its own measures."""
    line = [sys.executable, __file__, "--child", work, str(folder), str(number)]
    told = os.environ | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    said = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True, env=told).stdout
    return json.loads(said.splitlines()[-1])


def main() -> None:
    """Print a line a cohort."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, nargs="+", default=[20, 40, 80, 160, 280])
    parser.add_argument("--permutations", type=int, default=100)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        work, folder, number = options.child
        child(work, Path(folder), int(number))
        return
    print("subjects    CPU s  peak MB  of which libraries  10,000 permutations CPU s")
    # all work is done in children: what the parent holds would count as theirs
    with tempfile.TemporaryDirectory() as room:
        run("make", Path(room) / "made", VOLUMES, options.threads)
        for subjects in options.subjects:
            run("link", Path(room), subjects, options.threads)
            test = run("compare", Path(room), options.permutations, options.threads)
            shutil.rmtree(Path(room) / "000")
            some = run("permute", Path(room), subjects, options.threads)
            share = some["seconds"] * INSIDE / SOME
            print(
                f"{subjects:8} {test['seconds']:8.0f} {test['peak']:8.0f} {test['before']:19.0f}"
                f" {share:26.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
