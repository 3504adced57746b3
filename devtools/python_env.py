"""The pinned Python environment: Odoo's requirements, ours and the tools' (never the machine's own packages)."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import apt, console, locks, paths, process

OLDEST, _NEWEST = (3, 10), (3, 13)
_BITMAPS, _BITMAPS_MODULE = "python3-rl-renderpm", "_rl_renderPM"
_READY = ".ready"
_KEPT = 2

# The requirements that decide what a database contains.
INSTALLED = (paths.DEVTOOLS / "odoo-requirements.txt", paths.ROOT / "requirements.txt")


@dataclass(frozen=True)
class Env:
    """A virtual environment."""

    path: Path

    @property
    def python(self):
        return self.path / "bin" / "python"

    @property
    def site_packages(self):
        return next((self.path / "lib").glob("python3*/site-packages"))

    def tool(self, name):
        return self.path / "bin" / name


def interpreter():
    """A Python that Odoo 19 runs on: this one, else the newest one of the machine that fits."""
    if OLDEST <= sys.version_info[:2] <= _NEWEST:
        return Path(getattr(sys, "_base_executable", sys.executable))
    for minor in range(_NEWEST[1], OLDEST[1] - 1, -1):
        python = shutil.which(f"python3.{minor}")
        # A version manager's stand-in may be on the path for a Python that is not installed.
        if python and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            return Path(python)
    raise console.Failure(
        f"Odoo 19 runs on Python 3.10 to 3.13; this is {sys.version.split()[0]}",
        "Install one of them (Debian: apt-get install python3.13), then run ./dev again.",
    )


def obtain(source):
    """The environment in which Odoo `source` and the tests run."""
    return _obtain("odoo", [*INSTALLED, paths.ROOT / "requirements-test.txt"], source)


def obtain_lint():
    """The environment of the linters: apart, because their requirements change at another pace than Odoo's."""
    return _obtain("lint", [paths.DEVTOOLS / "lint-requirements.txt"], None)


def find(kind):
    """The environments of that kind that are complete, newest first."""
    ready = paths.cache("env").glob(f"{kind}-*/{_READY}")
    return [Env(marker.parent) for marker in sorted(ready, key=lambda m: m.stat().st_mtime, reverse=True)]


def _obtain(kind, requirements, source):
    python = interpreter()
    digest = hashlib.sha256(f"{python} {python.resolve()} {source and source.path}".encode())
    for path in requirements:
        digest.update(path.read_bytes())
    env = Env(paths.cache("env", f"{kind}-{digest.hexdigest()[:12]}"))
    marker = env.path / _READY
    if not marker.is_file():
        with locks.held(f"env-{kind}"):
            if not marker.is_file():
                _build(env, kind, python, requirements, source)
                marker.touch()
                _prune(kind)
    marker.touch()
    return env


def _build(env, kind, python, requirements, source):
    """Built in place (environments cannot be moved): `.ready` tells a complete one from an interrupted one."""
    shutil.rmtree(env.path, ignore_errors=True)
    log = paths.log_file(f"env-{kind}")
    with console.step(f"Creating a Python environment ({kind})", log):
        hint = "Is the standard library complete? Debian: apt-get install python3"
        process.run([python, "-m", "venv", "--without-pip", env.path], log=log, hint=hint)
        if source:
            _make_known(env, source)
    _pip(env.python, *(part for path in requirements for part in ("-r", path)), title=f"Python packages ({kind})")
    if source:
        _add_barcodes(env)


def _add_barcodes(env):
    """reportlab's bitmap back end from Debian where pip has no wheel of it; without it all but barcodes is drawn."""
    if _draws_barcodes(env):
        return
    downloads = env.path / "downloads"
    try:
        apt.Apt.own().download([_BITMAPS], downloads)
        apt.unpack(downloads.glob("*.deb"), downloads)
    except (console.Failure, IndexError):
        pass  # what counts is whether it can be imported
    for library in downloads.glob(f"usr/lib/python3/dist-packages/{_BITMAPS_MODULE}*"):
        shutil.move(library, env.site_packages / library.name)
    shutil.rmtree(downloads, ignore_errors=True)
    if not _draws_barcodes(env):
        console.warn(f"Barcodes cannot be drawn here: install {_BITMAPS} and libfreetype6, or use an older Python.")


def _draws_barcodes(env):
    return subprocess.run([env.python, "-c", f"import {_BITMAPS_MODULE}"], capture_output=True).returncode == 0


def _make_known(env, source):
    """Make `odoo` importable and known to pip, which finds no such package on its index but is asked for one."""
    site = env.site_packages
    (site / "odoo.pth").write_text(f"{source.path}\n")
    info = site / "odoo-19.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "INSTALLER").write_text("./dev\n")
    (info / "RECORD").write_text("")


def install_into(target, packages, title):
    """Unpack wheels (without their dependencies) into the folder `target`, all or nothing."""
    building = paths.temporary_sibling(target)
    _pip(interpreter(), "--no-deps", "--target", building, *packages, title=title)
    building.rename(target)


def _pip(python, *arguments, title):
    log = paths.log_file("pip")
    command = [*_pip_command(), "--python", python, "install", "--no-warn-script-location", *arguments]
    hint = "Check the network and pip's settings (`pip config list`); then run the same command again."
    # The person's own home: that is where pip's index and proxy settings are.
    home = {"HOME": os.environ.get("HOME", "/"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env = process.environment(**home, PIP_CACHE_DIR=str(paths.cache("pip")), PIP_ROOT_USER_ACTION="ignore")
    with console.step(f"Installing {title}", log):
        process.run(command, log=log, hint=hint, what="pip failed", env=env)


def _pip_command():
    """pip for any environment, none of which has its own: the machine's, else the wheel of Debian's package."""
    python = interpreter()
    probe = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True)
    if probe.returncode == 0 and _major(probe.stdout) >= 23:
        return [python, "-m", "pip"]
    return [python, _pip_wheel() / "pip"]


def _major(answer):
    words = answer.split()
    return int(words[1].split(".")[0]) if len(words) > 1 else 0


def _pip_wheel():
    """pip's wheel, which is also a program: `python pip-….whl/pip`."""
    folder = paths.cache("pip-wheel")
    with locks.held("pip-wheel"):
        if not folder.is_dir():
            _fetch_pip_wheel(folder)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))


def _fetch_pip_wheel(folder):
    if not apt.available():
        raise console.Failure("pip is missing", "Install it, e.g. `python3 -m ensurepip` or your system's python3-pip.")
    building = paths.temporary_sibling(folder)
    apt.Apt.own().download(["python3-pip-whl"], building)
    apt.unpack(building.glob("*.deb"), building)
    building.rename(folder)


def _prune(kind):
    for env in find(kind)[_KEPT:]:
        shutil.rmtree(env.path, ignore_errors=True)
