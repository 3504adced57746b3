"""Talking to the person at the terminal: steps with elapsed time, failures that say what to type."""

import os
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

_HEARTBEAT_SECONDS = 20
_REFRESH_SECONDS = 0.5


class Failure(Exception):
    """Something is missing or went wrong; shown without a traceback.

    `hint` says what to type next, `log` is a file whose last lines are shown.
    """

    def __init__(self, what, hint="", log=None):
        super().__init__(what)
        self.hint = hint
        self.log = log


def _colour(code, text):
    plain = "NO_COLOR" in os.environ or not sys.stderr.isatty()
    return text if plain else f"\033[{code}m{text}\033[0m"


def say(text=""):
    """One line to stderr: stdout belongs to the tool that is run (pytest, odoo shell, JSON)."""
    print(text, file=sys.stderr, flush=True)


def warn(text):
    say(_colour("33", f"! {text}"))


def ok(text):
    say(_colour("32", "✓ ") + text)


def show_failure(failure):
    say(_colour("31", f"✗ {failure}"))
    if failure.log and Path(failure.log).is_file():
        for line in _last_lines(failure.log, 15):
            say(f"    {line}")
        say(f"  Whole log: {failure.log}")
    for line in failure.hint.splitlines():
        say(f"  {line}")


def _last_lines(path, count):
    """The last non-empty lines of a log that somebody may still be writing."""
    try:
        with open(path, "rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - 8192))
            lines = log.read().decode("utf-8", "replace").replace("\r", "\n").splitlines()
    except OSError:
        return []
    return [line for line in lines if line.strip()][-count:]


@contextmanager
def step(title, log=None):
    """Announce a long step, keep showing its elapsed time (and the log's last line), say how long it took."""
    started = time.monotonic()
    done = threading.Event()
    show = _redraw if sys.stderr.isatty() else _heartbeat
    watcher = threading.Thread(target=show, args=(title, log, started, done), daemon=True)
    watcher.start()
    try:
        yield
    except BaseException:
        _close(done, watcher)
        say(_colour("31", "✗ ") + f"{title}: stopped after {_elapsed(started)}")
        raise
    _close(done, watcher)
    ok(f"{title} ({_elapsed(started)})")


def _close(done, watcher):
    done.set()
    watcher.join()


def _elapsed(started):
    seconds = time.monotonic() - started
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def _redraw(title, log, started, done):
    while not done.wait(_REFRESH_SECONDS):
        detail = (_last_lines(log, 1) or [""])[0] if log else ""
        line = f"… {title} ({_elapsed(started)}) {detail}"
        width = os.get_terminal_size(sys.stderr.fileno()).columns
        print(f"\r\033[K{line[: width - 1]}", end="", file=sys.stderr, flush=True)
    print("\r\033[K", end="", file=sys.stderr, flush=True)


def _heartbeat(title, log, started, done):
    if done.wait(1):
        return
    say(f"… {title}")
    while not done.wait(_HEARTBEAT_SECONDS):
        detail = (_last_lines(log, 1) or [""])[0][:120] if log else ""
        say(f"    {_elapsed(started)}  {detail}")
