"""The reader `mesh`: the occupancy of a closed surface."""

from pathlib import Path

import numpy as np
import trimesh
from jaxtyping import Float64

from inrflow.config.readers.mesh import LARGEST, Mesh
from inrflow.errors import InputError
from inrflow.signals.paths import resolve
from inrflow.signals.scanlines import inside
from inrflow.signals.signal import Signal
from inrflow.signals.solid import occupancy

Options = Mesh


def read(options: Mesh) -> Signal:
    """Sample the solid that the surface encloses.

    Raises:
        InputError: no mesh, or one that is open, flat, or whose faces do not agree on what is out.
    """
    mesh = load(resolve(options.path))
    axes, pitch = lattice(options, mesh.bounds)
    source = {"reader": "mesh", "path": options.path, "margin": options.margin, "box": options.box}
    corner = [float(axis[0]) for axis in axes]
    return occupancy(inside(mesh, *axes), corner, [pitch] * 3, source)


def load(path: Path) -> trimesh.Trimesh:
    """Return a closed surface; equal vertices are merged, as stl files repeat them.

    Raises:
        InputError: as in `read`.
    """
    try:
        mesh = trimesh.load_mesh(path)
        faces = len(mesh.faces)
    except Exception as error:  # loaders raise whatever they like
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path}: expected a mesh, could not read it ({reason})") from None
    if not faces or not np.isfinite(mesh.vertices).all() or not (mesh.extents > 0).all():
        raise InputError(f"{path}: expected a solid, found {faces} faces that enclose none")
    _, counts = np.unique(mesh.edges_sorted, axis=0, return_counts=True)
    if open_edges := np.count_nonzero(counts % 2):
        raise InputError(
            f"{path}: expected a watertight mesh, found {open_edges} open edges: close its holes"
        )
    if not mesh.is_winding_consistent:
        raise InputError(f"{path}: expected faces that all turn outwards, found some that do not")
    return mesh


def lattice(
    options: Mesh, bounds: Float64[np.ndarray, "2 3"]
) -> tuple[list[Float64[np.ndarray, " sample"]], float]:
    """Return the places of samples along x, y, z, about the middle of the mesh, and their pitch.

    One pitch holds for all axes; a box that is no multiple of it grows to the next one.

    Raises:
        InputError: a pitch that needs more samples than `side` may ask for.
    """
    extents = (bounds[1] - bounds[0]) * options.margin
    longest = float(extents.max())
    pitch = longest / (options.side - 1) if options.side else options.pitch
    sides = np.full(3, longest) if options.box == "cube" else extents
    # a hair less, so that rounding adds no sample
    counts = np.ceil(sides / pitch - 1e-9).astype(int) + 1
    if counts.max() > LARGEST:
        raise InputError(
            f"{options.path}: expected at most {LARGEST} samples a side, found {counts.max()} "
            f"of a pitch of {pitch:g} along {longest:g}"
        )
    middle = bounds.mean(axis=0)
    axes = [m + (np.arange(n) - (n - 1) / 2) * pitch for m, n in zip(middle, counts, strict=True)]
    return axes, pitch
