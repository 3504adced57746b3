"""The addons of this checkout: what they depend on and a fingerprint of what a database holds of them."""

import ast
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from . import console, paths

# What changes without a database having to know: tests, documentation, pictures of the app store, templates of
# translations, compiled Python.
_IGNORED_FOLDERS = {"tests", "readme", "docs", "__pycache__"}
_IGNORED_PATHS = ("static/description/", "static/tests/")
_IGNORED_SUFFIXES = {".pot", ".rst", ".md", ".pyc"}
_NOT_UPDATED = re.compile(r"""noupdate=["'](1|True)["']""")


@dataclass(frozen=True)
class Addon:
    """One addon: its folder and its manifest."""

    path: Path
    manifest: dict

    @property
    def name(self):
        return self.path.name

    @property
    def depends(self):
        return self.manifest.get("depends", [])

    def fingerprint(self):
        """Changes with every file that an installation reads."""
        digest = hashlib.sha256()
        for file in sorted(self.path.rglob("*")):
            if file.is_file() and _counts(file.relative_to(self.path)):
                digest.update(f"{file.relative_to(self.path)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()[:16]

    def loaded_once(self, *, demo):
        """{file: digest} of the data files, those of demonstrations if `demo`, that an update leaves as they are."""
        files = (file for file in sorted(self.path.rglob("*.xml")) if demo or file.parent.name != "demo")
        texts = {file: file.read_text() for file in files}
        return {
            f"{self.name}/{file.relative_to(self.path)}": hashlib.sha256(text.encode()).hexdigest()[:8]
            for file, text in texts.items()
            if _NOT_UPDATED.search(text)
        }


def _counts(file):
    inside = file.as_posix()
    if _IGNORED_FOLDERS & set(file.parts[:-1]) or inside.startswith(_IGNORED_PATHS):
        return False
    return file.suffix not in _IGNORED_SUFFIXES


def every(folder=paths.ADDONS):
    """All installable addons of the folder, by name."""
    manifests = sorted(folder.glob("*/__manifest__.py"))
    found = [Addon(manifest.parent, _read(manifest)) for manifest in manifests]
    return {addon.name: addon for addon in found if addon.manifest.get("installable", True)}


def _read(manifest):
    try:
        return ast.literal_eval(manifest.read_text())
    except (SyntaxError, ValueError) as error:
        raise console.Failure(f"{manifest} cannot be read: {error}") from error


def apart(among=None):
    """The names of the addons that stand on Odoo's website.

    It serves every page, also those of addons that do not need it, and gives users and contacts more to obey. Companies
    without one are the rule: the others are tested as these have them, and these addons in databases of their own.
    """
    among = every() if among is None else among
    found = set()
    while more := {name for name, addon in among.items() if name not in found and _needs_website(addon, found)}:
        found |= more
    return found


def _needs_website(addon, found):
    return any(name == "website" or name.startswith("website_") or name in found for name in addon.depends)


def chosen(names=(), among=None):
    """The named addons and those of ours that they need, by name; if none is named, all but those that stand apart."""
    among = every() if among is None else among
    if unknown := sorted(set(names) - set(among)):
        raise console.Failure(f"There is no addon {unknown[0]}", f"There are: {', '.join(among) or 'none yet'}")
    wanted, queue = {}, list(names or among.keys() - apart(among))
    while queue:
        addon = among[queue.pop()]
        if addon.name not in wanted:
            wanted[addon.name] = addon
            queue += [name for name in addon.depends if name in among]
    return dict(sorted(wanted.items()))


def foundation(addons):
    """The modules of others that these addons stand on."""
    return sorted({name for addon in addons.values() for name in addon.depends} - set(addons)) or ["base"]


def with_dependencies(names, folders):
    """The names of these modules and of all they need, wherever in the folders they are."""
    wanted, queue = set(), list(names)
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            manifest = next((path for folder in folders if (path := folder / name / "__manifest__.py").is_file()), None)
            queue += _read(manifest).get("depends", []) if manifest else []
    return wanted
