"""Which files the workflow should watch for a configured path."""

from pathlib import Path


def files_of(path: str) -> list[str]:
    """Return a file itself, or all files of a folder in order of name.

    Files inside installed packages belong to the set-up and are not watched. A missing path is
    returned as it is: the workflow then says that it is missing.
    """
    if path.startswith(("wheel:", "skimage:")):
        return []
    if Path(path).is_dir():
        return sorted(str(p) for p in Path(path).iterdir() if p.is_file())
    return [path]
