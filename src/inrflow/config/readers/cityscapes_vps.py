"""Options of the reader `cityscapes_vps`."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from inrflow.config.readers.clips import Clips, known, names_in, text
from inrflow.config.readers.framing import Shape, framed_shape
from inrflow.errors import InputError

SNIPPET = 30
"""Frames of a snippet."""
ANNOTATED = (4, 9, 14, 19, 24, 29)
"""Frames with masks, 0-based: the 5th, 10th ... 30th."""


class CityscapesVpsSet(Clips):
    """Cityscapes-VPS: snippets of 30 street frames, the 5th, 10th ... 30th with masks."""

    reader: Literal["cityscapes_vps"]
    path: str = Field(
        description="folder with val/img_all, val/panoptic_video and panoptic_gt_val_city_vps.json"
    )
    split: Literal["train", "val", "test"] = Field("val", description="part of the data set")

    @property
    def annotations(self) -> str:
        """The JSON with the segments of the split."""
        return f"{self.path}/panoptic_gt_{self.split}_city_vps.json"

    @property
    def masks_folder(self) -> Path:
        """The folder of the split's RGB id masks."""
        return Path(self.path, self.split, "panoptic_video")

    def stills(self) -> list[list[str]]:
        """Return [video, index, city, sequence, frame] of the annotated frames, sorted.

        A split without masks still has its annotated frames in `img`.

        Raises:
            InputError: neither folder is there.
        """
        folders = [self.masks_folder, self.masks_folder.with_name("img")]
        folder = next((f for f in folders if f.is_dir()), folders[0])
        fields = (name.split("_") for name in names_in(folder, (".png",)))
        return [f[:5] for f in fields if len(f) > 5 and f[4].isdigit()]

    def names(self) -> list[str]:
        """Return the split's videos."""
        return sorted({still[0] for still in self.stills()})

    def watched(self) -> list[str]:
        """Return what a survey watches: the JSON and the folder; single masks are too many."""
        return [self.annotations, str(self.masks_folder)]


class CityscapesVps(CityscapesVpsSet):
    """A snippet of Cityscapes-VPS: 30 street frames, the 5th, 10th ... 30th with masks."""

    video: Annotated[str, BeforeValidator(text)] = Field(
        description="four digits in quotes, e.g. '0005'"
    )

    def numbers(self) -> tuple[str, str, int]:
        """Return city, sequence and the number of the snippet's first frame.

        Raises:
            InputError: no such video, or its annotated frames are not every fifth.
        """
        stills = self.stills()
        known(self.video, sorted({s[0] for s in stills}), self.masks_folder.parent)
        own = [still for still in stills if still[0] == self.video]
        found = sorted({int(still[4]) for still in own})
        first = found[0] - ANNOTATED[0]
        if found != [first + i for i in ANNOTATED]:
            raise InputError(
                f"{self.masks_folder.parent}: expected 6 annotated frames of video {self.video}, "
                f"5 apart, found {', '.join(map(str, found))}"
            )
        return own[0][2], own[0][3], first

    def pictures(self) -> list[str]:
        """Return the files of all 30 frames; raises InputError as `numbers`."""
        city, sequence, first = self.numbers()
        name = partial("{}/{}/img_all/{}_{}_{:06}_leftImg8bit.png".format, self.path, self.split)
        return [name(city, sequence, first + i) for i in range(SNIPPET)]

    def depends_on(self, output: str) -> list[str]:
        """Return the files behind an output (`frames` or `masks`); errors as in `numbers`."""
        pictures = self.chosen(self.pictures())
        if output == "frames" or not self.masks:
            return pictures
        names = names_in(self.masks_folder, (".png",))
        own = [f"{self.masks_folder}/{n}" for n in names if n.startswith(f"{self.video}_")]
        return [*pictures, *own, self.annotations]

    def shape(self) -> Shape | None:
        """Return (frames, height, width, 3), or None where only the files tell."""
        frames = len(range(SNIPPET)[self.start : self.stop : self.step])
        return framed_shape(frames, self.crop, self.resize)
