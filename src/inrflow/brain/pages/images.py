"""Maps and anatomy as nilearn's images, cut to the brain; and nilearn's drawing itself."""

import gc
from importlib import import_module
from pathlib import Path
from types import ModuleType

import nibabel
import numpy as np
from jaxtyping import Bool
from matplotlib.colors import Colormap

from inrflow.brain.scan import Affine, read_volume

MARGIN = 6.0  # mm shown around the mask
Place = tuple[float, float, float]
Box = tuple[slice, slice, slice]


def nilearn_plotting() -> ModuleType:
    """Import nilearn's drawing, which takes 3 s.

    nilearn collects garbage whenever it reads an image, seven times a map. What its import left
    is no garbage; looking through it would take ten times as long as drawing.
    """
    found = import_module("nilearn.plotting")
    gc.freeze()
    return found


def nilearn_image() -> ModuleType:
    """Import nilearn's work on images, as late as its drawing."""
    return import_module("nilearn.image")


def colors() -> Colormap:
    """Return the colour scale of t: dark about 0, so that what is painted stands out from grey."""
    return nilearn_plotting().cm.cold_hot


def brain_box(mask: Bool[np.ndarray, "x y z"], affine: Affine) -> Box:
    """Return the box of a mask's voxels and a margin around."""
    margin = np.ceil(MARGIN / np.linalg.norm(affine[:3, :3], axis=0)).astype(int)
    where = np.argwhere(mask)
    first = np.maximum(where.min(0) - margin, 0)
    last = np.minimum(where.max(0) + margin + 1, mask.shape)
    return tuple(slice(int(a), int(b)) for a, b in zip(first, last, strict=True))


def box_of(folder: Path) -> Box:
    """Return the box of the mask of a test, by its folder."""
    mask, affine = read_volume(folder / "mask.nii.gz")
    return brain_box(mask > 0, affine)


def read_image(path: Path, box: Box) -> nibabel.Nifti1Image:
    """Read what lies within a box of a volume, as an image of its own."""
    values, affine = read_volume(path)
    return nibabel.Nifti1Image(np.nan_to_num(values), affine).slicer[box]


def largest(t: nibabel.Nifti1Image) -> Place:
    """Return where |t| is largest, mm."""
    values = np.abs(np.asarray(t.dataobj))
    x, y, z, _ = t.affine @ [*np.unravel_index(values.argmax(), values.shape), 1]
    return float(x), float(y), float(z)


def end_of_scale(maps: list[nibabel.Nifti1Image], threshold: float) -> float:
    """Return |t| at both ends of a colour scale that maps share, a whole number where it can be."""
    top = max(float(np.abs(np.asarray(one.dataobj)).max()) for one in maps)
    return max(float(np.ceil(top)), threshold + 1.0)
