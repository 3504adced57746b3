"""Chromium for the browser tests and screenshots: the machine's own, else Debian's unpacked into the cache."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import process, unpacked

# The names under which Odoo's tests look for it.
_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
_PACKAGES = ["chromium", "fonts-noto-cjk", "fonts-dejavu-core"]
_PROGRAM = "usr/lib/chromium/chromium"
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
    launcher = unpacked.obtain("browser", _PACKAGES, _PROGRAM, title="Chromium", hint=_HINT)
    return Browser(launcher, str(launcher.parent))
