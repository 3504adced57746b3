"""Databases of a test's own: copies of one that has the modules of others and none of ours."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from odoo.tools import config

from devtools import addons, locks, odoo_log

ROOT = Path(__file__).parents[1]
ADDONS = ROOT / "addons"
# A website and everything below it takes many minutes on a busy machine
_PATIENCE_SECONDS = 1800


def our_addons(*, apart=True):
    """The names of the addons of this repository that can be installed, those that need a website only if `apart`."""
    return sorted(addons.every() if apart else addons.chosen())


def apart_addons():
    """The names of the addons that have databases of their own, because they need a website."""
    return sorted(addons.apart())


def _connection(database):
    parameters = {name: config[f"db_{name}"] for name in ("host", "port", "user", "password")}
    return psycopg2.connect(dbname=database, **{key: value for key, value in parameters.items() if value})


def sql(database, statement, *parameters):
    """Run one statement outside a transaction; its rows."""
    connection = _connection(database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def base():
    """The name of a prepared database without our addons: SERVICE_BASE_DATABASE, or the newest that ./dev made."""
    if name := os.environ.get("SERVICE_BASE_DATABASE"):
        return name
    rows = sql(
        "postgres",
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname LIKE 'service\\_base\\_%%' OR datname = 'base' ORDER BY oid DESC",
    )
    found = [name for name, comment in rows if not _has_website(comment)]
    if not found:
        pytest.skip("No database to install on: run the tests with ./dev test, or name one in SERVICE_BASE_DATABASE")
    return found[0]


def _has_website(comment):
    """Whether a base was made for addons that stand apart."""
    modules = json.loads(comment or "{}").get("modules", [])
    return any(name.startswith("website") for name in modules)


@contextmanager
def clone(purpose):
    """A copy of the base for the duration of the block."""
    source, name = base(), f"service_scratch_{purpose}_{os.getpid()}"
    # Who holds the lock of a scratch database keeps other runs from clearing it away as abandoned
    with locks.held(name):
        drop(name)
        sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        if os.path.isdir(config.filestore(source)):
            shutil.copytree(config.filestore(source), config.filestore(name), dirs_exist_ok=True)
        try:
            yield name
        finally:
            drop(name)


def drop(name):
    sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(config.filestore(name), ignore_errors=True)


def run_odoo(database, *arguments, script=None):
    """Odoo's command line, or a script in its shell, on a database in a process of its own.

    :return: what it printed
    :raises AssertionError: if it failed, or logged what somebody has to mend
    """
    with _configuration() as configuration:
        command = ["odoo", *(["shell"] if script else []), "-c", configuration, "-d", database, *arguments]
        done = _run([*command, "--no-http" if script else "--stop-after-init"], input=script)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    assert not (lines := odoo_log.notable_lines(done.stderr)), "\n".join(lines)
    return done.stdout


def run_tests(database, *targets):
    """The tests of these files and folders, with pytest, on a database that has what they need.

    :raises AssertionError: if one failed, or none ran
    """
    with _configuration() as configuration:
        options = [f"--odoo-config={configuration}", f"--odoo-database={database}", "--odoo-log-level=warn"]
        root = ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider"]
        done = _run(["pytest", *root, *options, *map(str, targets)])
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]


@contextmanager
def _configuration():
    """The name of a configuration file for this server and these addons, with nothing that runs by itself."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write("[options]\n")
        for name in ("db_host", "db_port", "db_user", "db_password", "data_dir"):
            if config[name]:
                file.write(f"{name} = {config[name]}\n")
        paths = config["addons_path"]
        file.write(f"addons_path = {paths if isinstance(paths, str) else ','.join(paths)}\n")
        file.write("workers = 0\nmax_cron_threads = 0\nhttp_enable = False\n")
        file.flush()
        yield file.name


def _run(arguments, **options):
    """A Python module with arguments, in a process of its own that finds what this one does."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        **options,
    )
