"""The workflow's stage `brain-drop`: whole scans as clinical ones, with few or thick slices."""

from pathlib import Path
from typing import Any

import numpy as np

from inrflow.brain.clinical import SLICES
from inrflow.brain.scan import OWN, TABLE, Affine, read_subjects, read_volume, write_volume
from inrflow.brain.slices import ORDERS, Slices, sliced
from inrflow.config.brain.drop import Drop
from inrflow.config.check import check
from inrflow.errors import InputError
from inrflow.io.atomic import atomic_directory, write_text


def drop_slices(params: dict[str, Any], *, scans: Path, out: Path) -> None:
    """Measure some slices, or slabs of them, of a part's scans.

    Args:
        params: `drop`: axis, gap, offset, thickness; `name`: its own; `subjects`: names.
        scans: input, folder of whole scans.
        out: output, folder of clinical ones: NAME.nii.gz (intensities as scanned, affine of the
            measured slices), slices.json, subjects.csv (rows of the usable scans, whose `low` and
            `high` are those of the whole scan).

    Raises:
        InputError: too few slices, or scans of two grids.
    """
    drop = check(Drop, params["drop"], f"drops.{params['name']}")
    table = read_subjects([scans])
    table = table[table["subject"].isin(params["subjects"]) & (table["status"] == "ok")]
    found: Slices | None = None
    with atomic_directory(out) as folder:
        for name in table["subject"]:
            values, affine = read_volume(scans / f"{name}.nii.gz")
            slices = sliced(drop, values.shape, f"drops.{params['name']}, subject {name}")
            if found is not None and slices != found:
                raise InputError(
                    f"subject {name}: expected {found.count} {drop.axis} slices as the part's "
                    f"other scans have, found {slices.count}"
                )
            found = slices
            clinical = slices.back(slices.measure(values))
            write_volume(clinical, clinical_affine(affine, slices), folder / f"{name}.nii.gz")
        if found is not None:
            found.write(folder / SLICES)
        write_text(folder / TABLE, table[OWN].to_csv(index=False))  # every digit of the range


def clinical_affine(affine: Affine, slices: Slices) -> Affine:
    """Return the affine of measured slices: each slab's centre lies where it does in the volume.

    Args:
        affine: of the whole volume, index (x, y, z, 1) -> place, mm.
        slices: slabs, evenly spaced.
    """
    along, centres = ORDERS[slices.axis][0], slices.centres
    steps = np.eye(4)
    steps[along, along] = centres[1] - centres[0]
    steps[along, 3] = centres[0]
    return affine @ steps
