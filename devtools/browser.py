"""Chromium for the browser tests and screenshots: the machine's own, else Debian's unpacked into the cache."""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from . import apt, console, locks, paths, process

# The names under which Odoo's tests look for it.
_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
_PACKAGES = ["chromium", "fonts-noto-cjk", "fonts-dejavu-core"]
_HINT = "Install it (Debian: apt-get install chromium fonts-noto-cjk), then run the same command again."


@dataclass(frozen=True)
class Browser:
    """`folder` goes in front of PATH so that Odoo's tests find this one; it is empty for the machine's own."""

    program: Path
    folder: str = ""

    def environment(self, **extra):
        path = os.environ.get("PATH", os.defpath)
        return process.environment(PATH=f"{self.folder}{os.pathsep}{path}" if self.folder else path, **extra)


def found():
    """The machine's own browser, or None."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    return Browser(Path(program)) if program else None


def obtain():
    """A browser, fetched if need be."""
    if browser := found():
        return browser
    root = paths.cache("browser", "root")
    with locks.held("browser"):
        if not root.is_dir():
            _fetch(root)
    return Browser(root / "bin" / "chromium", str(root / "bin"))


def _fetch(root):
    if not apt.available():
        raise console.Failure("There is no Chromium or Chrome here", _HINT)
    downloads = paths.cache("browser", "downloads")
    apt.Apt.own().download(_PACKAGES, downloads, dependencies=True)
    building = paths.temporary_sibling(root)
    with console.step("Unpacking Chromium"):
        apt.unpack(sorted(downloads.glob("*.deb")), building)
    _write_launcher(building, root)
    building.rename(root)
    shutil.rmtree(downloads)


def _write_launcher(building, root):
    """A `chromium` that finds its libraries and fonts below `root`, where it will be."""
    libraries = [f"{root}/{part}" for part in _library_folders(building)]
    fonts = building / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{root}/usr/share/fonts</dir>\n  <dir>/usr/share/fonts</dir>\n"
        f"  <cachedir>{root}/fontcache</cachedir>\n</fontconfig>\n"
    )
    launcher = building / "bin" / "chromium"
    # A merged-/usr package may have brought its own `bin` link.
    launcher.parent.mkdir(exist_ok=True)
    launcher.write_text(
        "#!/bin/sh\n"
        f'export LD_LIBRARY_PATH="{":".join(libraries)}" FONTCONFIG_FILE="{root}/fonts.conf"\n'
        f'exec "{root}/usr/lib/chromium/chromium" "$@"\n'
    )
    launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def _library_folders(building):
    """Folders that hold shared libraries, relative to the root; packages use both `lib` and `usr/lib`."""
    files = (file for top in ("lib", "usr/lib") for file in (building / top).rglob("lib*.so*"))
    return sorted({str(file.parent.relative_to(building)) for file in files})
