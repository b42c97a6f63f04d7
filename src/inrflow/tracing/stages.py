"""The workflow's stage `trace`."""

import json
import logging
from pathlib import Path
from typing import Any

from inrflow.config.check import check
from inrflow.config.tracing import Tracing
from inrflow.errors import InputError
from inrflow.fields.cells import Cells
from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.fitting.fit import Fit
from inrflow.fitting.runtime import prepare
from inrflow.io.atomic import atomic_directory, write_text
from inrflow.io.digest import digest_directory
from inrflow.tracing.layout import Layout, chosen_frames, chosen_stages, stored_members
from inrflow.tracing.store import write_canvas

LOG = logging.getLogger(__name__)


def trace_fit(params: dict[str, Any], *, fit: Path, canvas: Path, digest: Path) -> None:
    """Trace a fit into a canvas.

    Args:
        params: `tracing`, and `signal` and `field` for the canvas's attributes.
        fit: input, the fitted field.
        canvas: output, a Zarr store.
        digest: output, json, the sha256 of every file of the store and what it holds.
    """
    options = check(Tracing, params["tracing"], "tracing")
    prepare(options.threads)
    fitted = Fit.read(fit)
    layout = plan_canvas(fitted, options)
    notes = {"signal": params["signal"], "field": params["field"]}
    with atomic_directory(canvas) as part:
        errors = write_canvas(part, fitted, layout, notes)
    record = {"completeness_error": errors, "files": digest_directory(canvas), **notes}
    write_text(digest, json.dumps(record, indent=1, sort_keys=True) + "\n")


def plan_canvas(fit: Fit, options: Tracing) -> Layout:
    """Return what to store of a fit; raises InputError for stages or frames it does not have."""
    plan = chosen_stages(fit.field.options.plan(fit.shape), options)
    frames = chosen_frames(fit.shape[0], options)
    members = members_of(fit.field, frames)
    return Layout(plan, frames, members, options.dtype, options.chunk_mib * 2**20)


def members_of(field: Field, frames: list[int]) -> list[int]:
    """Return the members of a pointwise field that paint some frames; none of other fields.

    Raises:
        InputError: cells of a label map: a canvas's windows are rectangles.
    """
    if not isinstance(field, Pointwise):
        return []
    if not isinstance(field.cells, Cells):
        raise InputError("trace: expected cells on a grid, found those of a label map")
    return stored_members(field.cells.edges, field.cells.kept, frames)
