"""Programs from Debian's packages, unpacked into the cache and started there: nothing is installed as root."""

import shutil
import stat

from . import apt, console, locks, paths


def obtain(name, packages, program, *, title, hint):
    """The launcher of `program`, a path within the packages, e.g. `usr/lib/chromium/chromium`; fetched if need be.

    `name` is the folder in the cache, `title` names the program to people. Raises Failure(…, `hint`) where no Debian's
    apt can be borrowed or its release lacks a package.
    """
    root = paths.cache(name, "root")
    with locks.held(name):
        if not root.is_dir():
            _fetch(root, packages, program, title, hint)
    return _launcher(root, program)


def _launcher(root, program):
    return root / "bin" / program.rpartition("/")[2]


def _fetch(root, packages, program, title, hint):
    if not apt.available():
        raise console.Failure(f"There is no {title} here", hint)
    downloads = paths.cache(root.parent.name, "downloads")
    apt.Apt.own().download(packages, downloads, dependencies=True)
    building = paths.temporary_sibling(root)
    with console.step(f"Unpacking {title}"):
        apt.unpack(sorted(downloads.glob("*.deb")), building)
    _write_launcher(building, root, program)
    building.rename(root)
    shutil.rmtree(downloads)


def _write_launcher(building, root, program):
    """Finds the program's libraries and fonts below `root`, where they will be."""
    folders = _library_folders(building)
    libraries = [f"{root}/{folder}" for folder in folders if "/plugins/" not in folder]
    settings = {"LD_LIBRARY_PATH": ":".join(libraries), "FONTCONFIG_FILE": f"{root}/fonts.conf"}
    if qt := next((folder for folder in folders if folder.endswith("/plugins/platforms")), ""):
        settings["QT_PLUGIN_PATH"] = f"{root}/{qt.rpartition('/')[0]}"
    fonts = building / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{root}/usr/share/fonts</dir>\n  <dir>/usr/share/fonts</dir>\n"
        f"  <cachedir>{root}/fontcache</cachedir>\n</fontconfig>\n"
    )
    launcher = _launcher(building, program)
    # A merged-/usr package may have brought its own `bin` link.
    launcher.parent.mkdir(exist_ok=True)
    exports = " ".join(f'{name}="{value}"' for name, value in settings.items())
    launcher.write_text(f'#!/bin/sh\nexport {exports}\nexec "{root}/{program}" "$@"\n')
    launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def _library_folders(building):
    """Folders that hold shared libraries, relative to the root; packages use both `lib` and `usr/lib`."""
    files = (file for top in ("lib", "usr/lib") for file in (building / top).rglob("lib*.so*"))
    return sorted({str(file.parent.relative_to(building)) for file in files})
