"""Makes a warning in Odoo's log fail the test that caused it.

A test that provokes a warning on purpose says so with `assertLogs` or `mute_logger`; then nothing reaches this.
"""

import functools
import logging
from pathlib import Path

import pytest

from devtools import addons, odoo_log, paths

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


# The requests of a test wait for each other, and the first one may build every script and stylesheet
_PATIENCE_SECONDS = 180


def pytest_sessionstart(session):
    logging.getLogger().addHandler(_watcher)
    if session.config.pluginmanager.hasplugin("odoo"):
        # Not on top: the tests of the tools run without Odoo
        from odoo.tests.common import BaseCase, Opener

        BaseCase.test_cursor_lock_timeout = _PATIENCE_SECONDS
        Opener.request = _patient(Opener.request)


def _patient(request):
    """A test's own requests wait as long for the first page as the browser does."""

    @functools.wraps(request)
    def wait(opener, *args, timeout=None, **options):
        return request(opener, *args, timeout=max(timeout or 0, _PATIENCE_SECONDS), **options)

    return wait


def pytest_ignore_collect(collection_path, config):
    """Addons that stand apart are tested where they are installed: see tests/test_apart.py."""
    if collection_path.parent == paths.ADDONS and collection_path.name in addons.apart():
        from odoo.modules.registry import Registry
        from odoo.tests.common import get_db_name

        return collection_path.name not in Registry(get_db_name())._init_modules or None
    return None


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
