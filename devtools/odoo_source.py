"""Finding or fetching Odoo 19.

In this order: `ODOO_HOME`, an importable `odoo`, Debian's package unpacked into the cache. Whatever it is, the result
is a folder that contains `odoo/` and nothing that could shadow the environment's packages.
"""

import importlib.util
import os
import re
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import apt, console, locks, node, paths, process

SERIES = "19.0"

_CLONE = (
    "Get Odoo yourself, then say where it is:\n"
    "  git clone --depth 1 --branch 19.0 https://github.com/odoo/odoo.git ~/odoo\n"
    "  ODOO_HOME=~/odoo ./dev run"
)
# Debian replaces the fonts and scripts inside Odoo by links into these packages.
_LINKED = (
    "fonts-inconsolata fonts-montserrat fonts-ocr-b fonts-roboto-unhinted "
    "libjs-jquery libjs-jquery-form libjs-underscore"
)
# This one comes from the machine's own release: Odoo's stylesheets use the icon names of 4.7, unstable has a later one.
_ICONS = "fonts-font-awesome"
# Debian leaves this file out; without it every page of the web client logs an error, and browser tests fail on those.
_SEGMENTATION = "@mediapipe/selfie_segmentation@0.1.1675465747"


@dataclass(frozen=True)
class Source:
    """`path` goes on sys.path; `identity` changes whenever the code does; `kind` is for people."""

    path: Path
    identity: str
    kind: str

    @property
    def package(self):
        return self.path / "odoo"

    @property
    def addons(self):
        """Odoo's addons folders: `base` and the tests' modules; all the others."""
        return [folder for folder in (self.package / "addons", self.path / "addons") if folder.is_dir()]


def find():
    """The Odoo that is there already, or None. Raises Failure if ODOO_HOME names something else."""
    if home := os.environ.get("ODOO_HOME"):
        return _own(Path(home).expanduser().resolve(), "ODOO_HOME")
    if path := _importable():
        return _own(path, "importable by python3")
    roots = sorted(paths.cache("odoo").glob("debian-*"), key=lambda root: root.stat().st_mtime)
    return _packaged(roots[-1]) if roots else None


def obtain():
    """The Odoo to use, fetched if need be."""
    with locks.held("odoo"):
        return find() or _fetch()


def series(package):
    """The series an `odoo` package folder says it is (`19.0`), or an empty string."""
    release = package / "release.py"
    text = release.read_text() if release.is_file() else ""
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    return f"{found[1]}.{found[2]}" if found else ""


def _importable():
    spec = importlib.util.find_spec("odoo")
    for folder in spec.submodule_search_locations or [] if spec else []:
        if series(Path(folder)) == SERIES:
            return Path(folder).parent
    return None


def _own(path, kind):
    """The user's own Odoo: a git checkout, an unpacked release or a folder of site-packages."""
    path = path.parent if series(path) else path
    if series(path / "odoo") != SERIES:
        raise console.Failure(f"{kind}={path} holds no Odoo {SERIES}", _CLONE)
    commit = ""
    if (path / ".git").exists():
        commit = process.run(["git", "-c", "safe.directory=*", "-C", path, "rev-parse", "HEAD"]).strip()
    if path.name in ("site-packages", "dist-packages"):
        path = _alone(path)
    return Source(path, f"own-{path}-{commit or (path / 'odoo/release.py').stat().st_mtime}", kind)


def _alone(packages):
    """A folder of links to Odoo alone, so that its neighbours do not become importable with it."""
    folder = paths.cache("odoo", "links")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("odoo", "addons"):
        link = folder / name
        link.unlink(missing_ok=True)
        if (packages / name).is_dir():
            link.symlink_to(packages / name)
    return folder


def _packaged(root):
    return Source(root / "usr/lib/python3/dist-packages", root.name, "Debian's package odoo-19")


def _fetch():
    if not apt.available():
        raise console.Failure("There is no Odoo 19 here, and only Debian's own apt could fetch it", _CLONE)
    downloads = paths.cache("odoo", "downloads")
    apt.Apt.sid().download(["odoo-19", *_LINKED.split()], downloads)
    apt.Apt.own().download([_ICONS], downloads)
    package = max(downloads.glob("odoo-19_*.deb"), key=lambda deb: deb.stat().st_mtime)
    target = paths.cache("odoo", f"debian-{apt.version(package)}")
    building = paths.temporary_sibling(target)
    with console.step("Unpacking Odoo 19"):
        apt.unpack([package, *downloads.glob("fonts-*.deb"), *downloads.glob("libjs-*.deb")], building)
    _add_segmentation(building)
    _mend_links(building)
    building.rename(target)
    shutil.rmtree(downloads)
    return _packaged(target)


def _add_segmentation(root):
    folder = root / "usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation"
    if (folder / "selfie_segmentation.js").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    node.npm("pack", _SEGMENTATION, cwd=folder, title="Adding a script that Debian's Odoo lacks")
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as content:
            script = content.extractfile("package/selfie_segmentation.js")
            (folder / "selfie_segmentation.js").write_bytes(script.read())
        archive.unlink()


def _mend_links(root):
    """Point links at what the linked package holds today: Debian renames files now and then."""
    broken = [link for link in (root / "usr/lib").rglob("*") if link.is_symlink() and not link.exists()]
    for link in broken:
        names = (link.name, f"{link.stem}-Regular{link.suffix}")
        if found := next((file for name in names for file in (root / "usr/share").rglob(name)), None):
            link.unlink()
            link.symlink_to(os.path.relpath(found, link.parent))
        else:
            console.warn(f"Debian's Odoo links to a file that no package brought: {link.name}")
