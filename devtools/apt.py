"""Debian packages without root: downloaded with a private apt into the cache, unpacked with dpkg, never installed.

The mirrors and their keys are the machine's own: its apt configuration is read, nothing is hard-coded.
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from . import console, locks, paths, process

_ETC = Path("/etc/apt")
_FRESH_SECONDS = 24 * 3600
_ROLLING = {"sid", "unstable", "testing", "stable"}


@dataclass(frozen=True)
class Entry:
    """One source of packages. `signed_by` is a path or a whole key, as apt wrote it."""

    uris: str
    suites: tuple
    components: tuple
    signed_by: str = ""

    def stanza(self, suites):
        """This source in apt's deb822 format, with other suites and only `main`."""
        lines = ["Types: deb", f"URIs: {self.uris}", f"Suites: {' '.join(suites)}", "Components: main"]
        if self.signed_by:
            lines.append(f"Signed-By: {self.signed_by}")
        return "\n".join(lines) + "\n"


def parse_deb822(text):
    """Entries of a `.sources` file; disabled and source-only stanzas are left out."""
    return [entry for stanza in text.split("\n\n") if (entry := _parse_stanza(stanza))]


def _parse_stanza(stanza):
    fields, key = {}, None
    for line in stanza.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0] in " \t" and key:
            fields[key] += "\n" + line
        elif ":" in line:
            key, _, value = line.partition(":")
            key = key.strip().lower()
            fields[key] = value.strip()
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() == "no":
        return None
    suites, components = fields.get("suites", "").split(), fields.get("components", "").split()
    return Entry(fields.get("uris", ""), tuple(suites), tuple(components), fields.get("signed-by", ""))


def parse_one_line(text):
    """Entries of a `.list` file: `deb [options] uri suite component…`."""
    entries = []
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if not line.startswith(("deb ", "deb\t")):
            continue
        rest, options = line[3:].strip(), ""
        if rest.startswith("["):
            options, _, rest = rest[1:].partition("]")
        uri, suite, *components = rest.split()
        signed = [option.partition("=")[2] for option in options.split() if option.startswith("signed-by=")]
        entries.append(Entry(uri, (suite,), tuple(components), "".join(signed)))
    return entries


def machine_entries(etc=_ETC):
    """Every entry of the machine's apt configuration."""
    entries = []
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if path.is_file() and path.suffix in (".list", ".sources"):
            parse = parse_deb822 if path.suffix == ".sources" else parse_one_line
            entries += parse(path.read_text(errors="replace"))
    return entries


def debian_entries(entries, codename):
    """Those entries that are the archive this Debian came from (not third parties', not security's only)."""
    known = _ROLLING | {codename}
    return [entry for entry in entries if "main" in entry.components and known & set(entry.suites)]


def _codename():
    release = Path("/etc/os-release")
    text = release.read_text() if release.is_file() else ""
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return values.get("VERSION_CODENAME", "").strip('"') if values.get("ID", "").strip('"') == "debian" else ""


def available():
    """Whether this is a Debian whose apt can be borrowed."""
    return bool(shutil.which("apt-get") and _codename() and debian_entries(machine_entries(), _codename()))


class Apt:
    """A private apt over the machine's mirrors: `Apt.own()` for the machine's release, `Apt.sid()` for unstable."""

    def __init__(self, name, sources):
        self._name = name
        self._sources = sources
        self._folder = paths.cache("apt", name)

    @classmethod
    def own(cls):
        """The release this machine runs, security updates included: what is unpacked fits its libraries."""
        entries, codename = machine_entries(), _codename()
        of_debian = debian_entries(entries, codename)
        security = [e for e in entries if f"{codename}-security" in e.suites and e not in of_debian]
        return cls("own", "\n".join(entry.stanza(entry.suites) for entry in of_debian + security))

    @classmethod
    def sid(cls):
        """Debian unstable, from the mirror of the machine's own release."""
        return cls("sid", debian_entries(machine_entries(), _codename())[0].stanza(["sid"]))

    def _options(self):
        folder = self._folder
        settings = {
            "Dir::Etc::sourcelist": folder / "own.sources",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": folder / "lists",
            "Dir::Cache": folder / "cache",
            "Dir::Cache::archives": folder / "archives",
            "Dir::Log": folder,
            # Root's apt would otherwise download as a user who cannot write to root's cache folder.
            "APT::Sandbox::User": "root",
            "APT::Get::List-Cleanup": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]

    def _apt_get(self, *arguments, log, cwd=None):
        hint = "Check the network and `apt-get update`; then run the same command again."
        process.run(["apt-get", "-y", *self._options(), *arguments], log=log, hint=hint, what="apt-get failed", cwd=cwd)

    def _update(self, log, force=False):
        """Fetch the package lists unless they are of today. Interrupted, it is simply done again."""
        stamp = self._folder / "updated"
        sources = self._folder / "own.sources"
        known = not force and stamp.is_file() and sources.read_text() == self._sources
        if known and time.time() - stamp.stat().st_mtime < _FRESH_SECONDS:
            return
        for part in ("lists/partial", "archives/partial", "cache"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        sources.write_text(self._sources)
        self._apt_get("update", log=log)
        stamp.touch()

    def download(self, packages, into, *, dependencies=False):
        """Put the packages' `.deb` files into the folder `into`; `dependencies` adds what this machine lacks."""
        log = paths.log_file(f"apt-{self._name}")
        into.mkdir(parents=True, exist_ok=True)
        with locks.held(f"apt-{self._name}"), console.step(f"Downloading {_short(packages)} from Debian", log):
            self._update(log)
            fetch = self._download_all if dependencies else self._download_only
            try:
                fetch(packages, into, log)
            except console.Failure:
                # Unstable moves: a list of this morning may name packages that have been replaced since.
                self._update(log, force=True)
                fetch(packages, into, log)

    def _download_only(self, packages, into, log):
        self._apt_get("download", *packages, log=log, cwd=into)

    def _download_all(self, packages, into, log):
        options = ["--download-only", "--no-install-recommends", "--reinstall", "-o", "Debug::NoLocking=1"]
        archives = self._folder / "archives"
        for stale in archives.glob("*.deb"):
            stale.unlink()
        self._apt_get("install", *options, *packages, log=log)
        for deb in archives.glob("*.deb"):
            shutil.move(deb, into / deb.name)


def _short(packages):
    return packages[0] if len(packages) == 1 else f"{packages[0]} and {len(packages) - 1} more packages"


def unpack(debs, root):
    """Unpack `.deb` files into the folder `root`."""
    log = paths.log_file("dpkg")
    for deb in debs:
        process.run(["dpkg-deb", "-x", deb, root], log=log, what=f"Cannot unpack {deb.name}")


def version(deb):
    """The version of a `.deb` file."""
    return process.run(["dpkg-deb", "-f", deb, "Version"]).strip()
