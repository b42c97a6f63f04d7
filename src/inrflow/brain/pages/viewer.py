"""The workflow's stage `brain-viewer`: maps of t to be looked through slice by slice."""

import warnings
from html import escape
from pathlib import Path
from typing import Any

import nibabel
import pandas as pd

from inrflow.brain.pages.images import (
    Place,
    box_of,
    colors,
    end_of_scale,
    largest,
    nilearn_plotting,
    read_image,
)
from inrflow.brain.pages.viewable import fits, start, viewable
from inrflow.config.brain.claims import ORIGINAL
from inrflow.io.atomic import atomic_directory, write_text
from inrflow.measures.verdicts import STYLE

SIDE_BY_SIDE = """
body { margin: 1em } iframe { border: 0; width: 49%; aspect-ratio: 2 }
td.number { text-align: right }
"""


def write_viewer(params: dict[str, Any], *, groups: list[Path], viewer: Path) -> None:
    """Write a page a map, each whole in itself, and one that shows two side by side.

    Args:
        params: `drops`: names, in order; `maps`: [drop, method] of those shown besides the
            original; `threshold`: |t| under which nothing is painted.
        groups: input, folders of tests: of the original, then of each drop.
        viewer: output, folder; its index.html is opened.
    """
    folders = dict(zip([ORIGINAL, *params["drops"]], groups, strict=True))
    shown = [[ORIGINAL, ORIGINAL], *params["maps"]]
    wheres = {_name(*one): folders[one[0]] / one[1] for one in shown}
    whole = folders[ORIGINAL] / ORIGINAL
    box = box_of(whole)
    images = {name: read_image(where / "t.nii.gz", box) for name, where in wheres.items()}
    top = end_of_scale(list(images.values()), params["threshold"])
    anatomy, place = read_image(whole / "anatomy.nii.gz", box), largest(images[_name(*shown[0])])
    tests = {name: pd.read_csv(where / "tests.csv").iloc[0] for name, where in wheres.items()}
    with atomic_directory(viewer) as folder:
        for name, image in images.items():
            page = _page(name, image, anatomy, place, (params["threshold"], top))
            write_text(folder / f"{name}.html", page)
        write_text(folder / "index.html", _index(tests, params["threshold"], fits(anatomy)))


def _name(drop: str, method: str) -> str:
    return ORIGINAL if drop == ORIGINAL else f"{drop}-{method}"


def _page(
    name: str,
    t: nibabel.Nifti1Image,
    anatomy: nibabel.Nifti1Image,
    place: Place,
    scale: tuple[float, float],
) -> str:
    """Return nilearn's page of a map: volumes, scripts and all in it."""
    threshold, top = scale
    shown = viewable(t)
    with warnings.catch_warnings():
        # nilearn 0.13 sets a colour in a way that matplotlib 3.11 will drop
        warnings.filterwarnings("ignore", "The set_bad function", PendingDeprecationWarning)
        view = nilearn_plotting().view_img(
            shown, viewable(anatomy), cut_coords=start(shown, place), threshold=threshold, vmax=top,
            cmap=colors(), black_bg=True, dim=0.3, title=f"t, {name}",
            resampling_interpolation="nearest",
        )  # fmt: skip
    return view.get_standalone()


def _index(tests: dict[str, pd.Series], threshold: float, is_whole: bool) -> str:
    """Return the page that shows the original beside one of the others."""
    test = tests[ORIGINAL]
    others = [name for name in tests if name != ORIGINAL] or [ORIGINAL]
    rows = "\n".join(
        f"<tr><td>{escape(name)}</td><td><a href='{name}.html' target='left'>left</a></td>"
        f"<td><a href='{name}.html' target='right'>right</a></td>"
        f"<td><a href='{name}.html'>alone</a></td>"
        f"<td class='number'>{one['t_largest']:.1f}</td>"
        f"<td class='number'>{one['t_smallest']:.1f}</td></tr>"
        for name, one in tests.items()
    )
    coarse = "" if is_whole else " Pages hold fewer voxels than the maps, which are in t.nii.gz."
    return (
        "<!doctype html>\n<html lang='en'><meta charset='utf-8'><title>Maps of t</title>\n"
        f"<style>{STYLE}{SIDE_BY_SIDE}</style>\n<h1>Maps of t, original and imputed</h1>\n"
        f"<p>Positive: {escape(test['first'])} larger than {escape(test['second'])}. Painted where "
        f"|t| is above {threshold:g}, on the mean of the original volumes; one colour scale for "
        f"all maps. Click into a map to move; places are in mm.{coarse}</p>\n"
        f"<iframe name='left' src='{ORIGINAL}.html'></iframe>\n"
        f"<iframe name='right' src='{others[0]}.html'></iframe>\n"
        "<table><tr><th>map</th><th colspan='3'>show</th><th>largest t</th><th>smallest t</th>"
        f"</tr>\n{rows}\n</table></html>\n"
    )
