"""Makes a warning in Odoo's log fail the test that caused it.

A test that provokes a warning on purpose says so with `assertLogs` or `mute_logger`; then nothing reaches this.
"""

import logging
from pathlib import Path

import pytest

from devtools import odoo_log

_ROOT = Path(__file__).parent
_WATCHED = ("odoo", "py.warnings")


class _Watcher(logging.Handler):
    """Keeps the warnings and errors of Odoo's loggers until somebody takes them."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self._seen = []

    def emit(self, record):
        if record.name.startswith(_WATCHED):
            message = record.getMessage()
            if not odoo_log.is_allowed(record.name, message):
                self.add(f"{record.levelname} {record.name}: {message}")

    def add(self, line):
        self._seen.append(line)

    def take(self):
        seen, self._seen = self._seen, []
        return seen


_watcher = _Watcher()


def pytest_sessionstart():
    logging.getLogger().addHandler(_watcher)


def pytest_warning_recorded(warning_message):
    """Python's own warnings count if our code is the cause; pytest lists the others."""
    if Path(warning_message.filename).is_relative_to(_ROOT):
        _watcher.add(f"{warning_message.filename}:{warning_message.lineno}: {warning_message.message}")


@pytest.fixture(autouse=True)
def _no_warnings():
    yield
    if seen := _watcher.take():
        pytest.fail("Warnings in the log:\n" + "\n".join(seen), pytrace=False)


def pytest_sessionfinish(session):
    """What was logged after the last test."""
    if seen := _watcher.take():
        print("\nWarnings in the log after the last test:", *seen, sep="\n")
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
