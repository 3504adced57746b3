"""Running other programs."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from . import console, paths

_STOP_SECONDS = 20
_LONGEST_TEMPORARY = 60  # Chromium puts a socket below it, whose path may have 107 bytes


def environment(**extra):
    """The environment of children: no stray Python settings; a home and a place for temporary files in the cache."""
    home, temporary = paths.cache("home"), _temporary()
    for folder in (home, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    dropped = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    # Compiling Odoo at every start costs seconds: what is compiled is kept, in the cache only
    dropped += ("PYTHONDONTWRITEBYTECODE",)
    home_of_bytecode = paths.cache("pycache")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    if len(str(temporary)) <= _LONGEST_TEMPORARY:
        kept["TMPDIR"] = str(temporary)
    return {**kept, "HOME": str(home), "PYTHONNOUSERSITE": "1", "PYTHONPYCACHEPREFIX": str(home_of_bytecode), **extra}


def _temporary():
    return paths.cache("tmp", str(os.getpid()))


def remove_temporary_files():
    """Those of this command, and of commands that were killed."""
    for folder in paths.cache("tmp").glob("*"):
        if folder == _temporary() or not Path("/proc", folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)


def run(command, *, log=None, hint="", what="", env=None, cwd=None, stdin=None):
    """Run to the end, output to `log` (appended) or returned. Raises Failure(`what`, `hint`) on a non-zero exit."""
    command = [str(part) for part in command]
    what = what or f"`{' '.join(command[:3])} …` failed"
    options = {"env": env or environment(), "cwd": cwd, "text": True}
    options |= {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
    try:
        if log is None:
            result = subprocess.run(command, capture_output=True, **options)
        else:
            with open(log, "a") as output:
                result = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, **options)
    except FileNotFoundError as error:
        raise console.Failure(f"{what}: {command[0]} is not installed", hint) from error
    if result.returncode:
        errors = "" if log else "\n" + (result.stderr or result.stdout).strip()
        raise console.Failure(f"{what} (exit {result.returncode}){errors}", hint, log)
    return result.stdout


def attached(command, *, env=None, cwd=None, inherit=()):
    """Run in the foreground with the terminal's own input and output; returns the exit code.

    Ctrl-C reaches the child through the terminal; a signal sent to `./dev` alone is passed on.
    """
    with subprocess.Popen([str(part) for part in command], env=env, cwd=cwd, pass_fds=inherit) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                if not sys.stdin or not sys.stdin.isatty():
                    child.send_signal(signal.SIGINT)
            except SystemExit:
                stop(child)
                raise


@contextmanager
def background(command, *, log, env=None, cwd=None, inherit=()):
    """A server beside us, in a process group of its own; interrupted and awaited when the block ends."""
    with open(log, "a") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            pass_fds=inherit,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        stop(child)


def stop(child):
    """Interrupt a process that still runs, and kill it if it does not end."""
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def end_by_exception():
    """Let signals end us like an exception, so that servers are stopped on the way out.

    Also SIGINT: a shell without job control starts background commands with that one ignored.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
