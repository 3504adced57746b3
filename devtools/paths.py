"""Where things are. Nothing is written outside the checkout and the two folders named here."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
DEVTOOLS = ROOT / "devtools"
SCRIPTS = DEVTOOLS / "scripts"

_NAME = "service-department"


def cache(*parts):
    """What can be made again: downloads, environments, the tests' database server. Deleting it is safe."""
    return _folder("SERVICE_DEV_CACHE", "XDG_CACHE_HOME", ".cache").joinpath(*parts)


def data(*parts):
    """What cannot: the database that `./dev run` serves, and its files."""
    return _folder("SERVICE_DEV_DATA", "XDG_DATA_HOME", ".local/share").joinpath(*parts)


def _folder(own, xdg, default):
    if own in os.environ:
        return Path(os.environ[own]).expanduser().resolve()
    base = os.environ.get(xdg) or Path.home() / default
    return Path(base).expanduser().resolve() / _NAME


def log_file(name):
    """An emptied log file of that name."""
    path = cache("logs", f"{name}.log")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


def temporary_sibling(path):
    """A name beside `path` to build it under: an interrupted build never looks finished.

    What killed builds of the same left behind is removed; the caller holds the lock on `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for abandoned in path.parent.glob(f".{path.name}.*.part"):
        shutil.rmtree(abandoned)
    return path.with_name(f".{path.name}.{os.getpid()}.part")
