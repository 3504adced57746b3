"""Databases of a test's own: copies of one that has the modules of others and none of ours."""

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

from devtools import odoo_log

ADDONS = Path(__file__).parents[1] / "addons"


def our_addons():
    """The names of the addons of this repository that can be installed."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


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
        "SELECT datname FROM pg_database WHERE datname LIKE 'service\\_base\\_%%' OR datname = 'base' ORDER BY oid DESC",
    )
    if not rows:
        pytest.skip("No database to install on: run the tests with ./dev test, or name one in SERVICE_BASE_DATABASE")
    return rows[0][0]


@contextmanager
def clone(purpose):
    """A copy of the base for the duration of the block."""
    source, name = base(), f"service_scratch_{purpose}_{os.getpid()}"
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
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as configuration:
        configuration.write("[options]\n")
        for name in ("db_host", "db_port", "db_user", "db_password", "data_dir"):
            if config[name]:
                configuration.write(f"{name} = {config[name]}\n")
        paths = config["addons_path"]
        configuration.write(f"addons_path = {paths if isinstance(paths, str) else ','.join(paths)}\n")
        configuration.write("workers = 0\nmax_cron_threads = 0\nhttp_enable = False\n")
        configuration.flush()
        command = [
            sys.executable,
            "-m",
            "odoo",
            *(["shell"] if script else []),
            "-c",
            configuration.name,
            "-d",
            database,
        ]
        done = subprocess.run(
            [*command, *arguments, *(["--no-http"] if script else ["--stop-after-init"])],
            input=script,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-4000:]
    assert not (lines := odoo_log.notable_lines(done.stderr)), "\n".join(lines)
    return done.stdout
