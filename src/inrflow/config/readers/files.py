"""Which files the workflow should watch for a configured path."""

from pathlib import Path

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")


def files_of(path: str) -> list[str]:
    """Return a file itself, or all images of a folder in order of name.

    Files inside installed packages belong to the set-up and are not watched. A missing path is
    returned as it is: the workflow then says that it is missing.
    """
    if path.startswith(("wheel:", "skimage:")):
        return []
    if Path(path).is_dir():
        return sorted(str(p) for p in Path(path).iterdir() if p.suffix.lower() in SUFFIXES)
    return [path]
