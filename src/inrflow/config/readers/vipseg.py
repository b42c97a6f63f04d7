"""Options of the reader `vipseg`."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from inrflow.config.readers.clips import Clips, known, names_in, text
from inrflow.config.readers.files import SUFFIXES
from inrflow.config.readers.framing import Shape, counted, framed_shape
from inrflow.errors import InputError

FOLDERS = {"original": ("imgs", "panomasks"), "720p": ("images", "panomasksRGB")}
"""Layout -> folders of the pictures and of the masks that are read."""


class VipsegSet(Clips):
    """VIPSeg: videos of many scenes and sizes, every frame with masks."""

    reader: Literal["vipseg"]
    path: str = Field(
        description="folder with imgs and panomasks (original), or with images and panomasksRGB "
        "(720p, there usually called VIPSeg_720P)"
    )
    layout: Literal["original", "720p"] = Field(
        "original",
        description="`original`: as released, sizes differ between videos; `720p`: converted by "
        "the data set's own scripts to 720 rows, with COCO's ids and JSON",
    )
    split: Literal["train", "val", "test"] | None = Field(
        None,
        description="720p: reads panoptic_gt_VIPSeg_SPLIT.json; original: a survey takes the "
        "videos of SPLIT.txt; null: all",
    )

    of_masks: ClassVar[frozenset[str]] = frozenset({"masks", "split"})

    @property
    def pictures_folder(self) -> Path:
        """The folder with a folder of pictures a video."""
        return Path(self.path, FOLDERS[self.layout][0])

    @property
    def masks_folder(self) -> Path:
        """The folder with a folder of masks a video."""
        return Path(self.path, FOLDERS[self.layout][1])

    @property
    def annotations(self) -> str:
        """The JSON behind the masks: the categories (original), or all segments (720p)."""
        part = f"_{self.split}" if self.split else ""
        whole = f"panoptic_gt_VIPSeg{part}.json"
        name = "panoVIPSeg_categories.json" if self.layout == "original" else whole
        return f"{self.path}/{name}"

    def watched(self) -> list[str]:
        """Return what a survey watches: the JSON and the folder; single masks are too many."""
        return [self.annotations, str(self.masks_folder)]


class Vipseg(VipsegSet):
    """A video of VIPSeg, every frame with masks."""

    video: Annotated[str, BeforeValidator(text)] = Field(
        description="name of the video's folder, e.g. 26_cblDl5vCZnw"
    )

    def pictures(self) -> list[str]:
        """Return the files of all frames.

        Raises:
            InputError: no such folder, layout or video, or no picture in it.
        """
        folder = self.pictures_folder
        other = "720p" if self.layout == "original" else "original"
        if not folder.is_dir() and Path(self.path, FOLDERS[other][0]).is_dir():
            raise InputError(
                f"{folder}: expected the pictures of layout {self.layout}, found none there, "
                f"but a folder {FOLDERS[other][0]}: is it `layout: {other}`?"
            )
        known(self.video, names_in(folder), folder)
        names = names_in(folder / self.video, SUFFIXES)
        if not names:
            raise InputError(f"{folder / self.video}: expected pictures, found none")
        return [str(folder / self.video / name) for name in names]

    def mask_of(self, picture: str) -> str:
        """Return the mask file of a picture."""
        return str(self.masks_folder / self.video / f"{Path(picture).stem}.png")

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`); errors as in `pictures`."""
        pictures = self.chosen(self.pictures())
        if output == "frames" or not self.masks:
            return pictures
        return [*pictures, *map(self.mask_of, pictures), self.annotations]

    def shape(self) -> Shape | None:
        """Return (frames, height, width, 3), or None where only the files tell."""
        return framed_shape(counted(self.start, self.stop, self.step), self.crop, self.resize)
