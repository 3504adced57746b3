"""Locks between several `./dev` at once. They live in the kernel: a killed process leaves none behind."""

import fcntl
import os
from contextlib import contextmanager

from . import console, paths


def _open(name):
    path = paths.cache("locks", f"{name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try(descriptor, mode):
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def held(name, *, shared=False):
    """Hold the lock `name`, waiting for it if need be (and saying so).

    Yields the descriptor: a child that inherits it keeps the lock even if this process is killed.
    """
    descriptor = _open(name)
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        if not _try(descriptor, mode):
            console.say(f"… waiting for another ./dev ({name})")
            fcntl.flock(descriptor, mode)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def tried(name):
    """Yield whether the lock `name` could be had at once; if so it is held in the block."""
    descriptor = _open(name)
    try:
        yield _try(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)
