"""Databases: templates that are prepared once per content, and clones of them that are used and thrown away.

Three layers. The *base* has the modules of others that our addons stand on; the *warm* template has our addons as well;
a *scratch* database is a clone of the warm one. A template is built under another name and renamed when it is complete,
with its contents as the database's comment: a killed build is never mistaken for a template.
"""

import hashlib
import json
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from . import addons as addon_tools
from . import console, locks, paths, process, python_env

_PREFIX = "service"
_KEPT = {"base": 2, "warm": 3}
_GENERATION = 1  # raise it when templates are built differently


class Server:
    """Databases on the server that `odoo` (an odoo.Odoo) is connected to."""

    def __init__(self, odoo):
        self._odoo = odoo

    def sql(self, *statements, database="postgres"):
        """Run statements (strings, or pairs with parameters) outside a transaction; the rows of the last one."""
        connection = self._odoo.connection
        parameters = {"host": connection.host, "port": connection.port, "user": connection.user, "dbname": database}
        if connection.password:
            parameters["password"] = connection.password
        pairs = [(text, None) if isinstance(text, str) else text for text in statements]
        script = [self._odoo.env.python, paths.SCRIPTS / "sql.py"]
        request = json.dumps([parameters, pairs])
        return json.loads(process.run(script, stdin=request, what="The database server refused"))

    def contents(self, kind=""):
        """{database: what its comment says of it} for our databases of that kind."""
        rows = self.sql(
            (
                "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)",
                [f"{_PREFIX}_{kind}"],
            )
        )
        return {name: _parse(comment) for name, comment in rows}

    def describe(self, database, contents):
        self.sql((f'COMMENT ON DATABASE "{database}" IS %s', [json.dumps(contents)]))

    def exists(self, database):
        return bool(self.sql(("SELECT 1 FROM pg_database WHERE datname = %s", [database])))

    def clone(self, source, target):
        """Copy a database and its files (hard links: Odoo never changes a stored file)."""
        files = self._files(source)
        if files.is_dir():
            shutil.rmtree(self._files(target), ignore_errors=True)
            shutil.copytree(files, self._files(target), copy_function=_link_or_copy)
        self.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def drop(self, *databases):
        if databases:
            self.sql(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in databases))
        for name in databases:
            shutil.rmtree(self._files(name), ignore_errors=True)

    def rename(self, source, target):
        """Rename a database and its files; the database last, as its new name is what makes it count."""
        shutil.rmtree(self._files(target), ignore_errors=True)
        if self._files(source).is_dir():
            self._files(source).rename(self._files(target))
        self.sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')

    def _files(self, database):
        return self._odoo.data / "filestore" / database


class Templates:
    """The templates for a choice of addons, built on demand."""

    def __init__(self, odoo, addons):
        self._odoo = odoo
        self._server = Server(odoo)
        self._addons = addons
        foundation = addon_tools.foundation(addons)
        self._base_key = self._digest(_GENERATION, odoo.source.identity, _requirements(), foundation)
        self._fingerprints = {name: addon.fingerprint() for name, addon in addons.items()}
        self._loaded_once = {
            file: digest for addon in addons.values() for file, digest in addon.loaded_once(demo=False).items()
        }

    @staticmethod
    def _digest(*parts):
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]

    def _warm(self, fresh):
        """The name of a database with these addons as they are now. The caller holds the templates' lock."""
        name = f"{_PREFIX}_warm_{self._digest(self._base_key, self._fingerprints)}"
        self._sweep()
        known = self._server.contents("warm")
        if fresh or known.get(name, {}).get("once") != self._loaded_once:
            self._build_warm(name, {} if fresh else known)
            self._prune("warm", name)
        return name

    def _build_warm(self, name, known):
        wanted = {"base": self._base_key, "addons": self._fingerprints, "once": self._loaded_once}
        nearest = nearest_template(wanted, known)
        contents = wanted | {"built": time.time()}
        if nearest:
            try:
                self._build(name, nearest, contents, known[nearest]["addons"])
                return
            except console.Failure as failure:
                reason = str(failure).splitlines()[0]
                console.warn(f"{reason}: installing the addons afresh, in case only the update is at fault")
        self._build(name, self._base(), contents, {})

    def _build(self, name, source, contents, before):
        """Clone `source`, which has the addons `before` (name: fingerprint), and bring it to these addons."""
        changes = changed(before, self._fingerprints)
        with self._building(name, contents) as building:
            self._server.clone(source, building)
            if self._addons:
                title = f"{'Updating' if before else 'Installing'} {', '.join(sorted({*changes[0], *changes[1]}))}"
                self._odoo.install(building, install=changes[0], update=changes[1], title=title)
                with console.step("Building scripts and stylesheets"):
                    if self._odoo.script(building, paths.SCRIPTS / "assets.py"):
                        raise console.Failure("The scripts and stylesheets could not be built")

    def _base(self):
        name = f"{_PREFIX}_base_{self._base_key}"
        if not self._server.exists(name):
            modules = addon_tools.foundation(self._addons)
            with self._building(name, {"base": self._base_key, "modules": modules, "built": time.time()}) as building:
                title = f"Installing what the addons stand on ({', '.join(modules)}), some minutes"
                self._odoo.install(building, install=modules, title=title)
            self._prune("base", name)
        return name

    @contextmanager
    def _building(self, name, contents):
        """Yield the name to build the template `name` under; rename it if the block succeeds, drop it otherwise."""
        building = f"{_PREFIX}_build_{os.getpid()}"
        self._server.drop(building)
        try:
            yield building
            self._server.describe(building, contents)
            self._server.drop(name)
            self._server.rename(building, name)
        except BaseException:
            self._server.drop(building)
            raise

    def _prune(self, kind, kept):
        """Drop all but the newest templates."""
        ages = {
            name: contents.get("built", 0) for name, contents in self._server.contents(kind).items() if name != kept
        }
        self._server.drop(*sorted(ages, key=ages.get, reverse=True)[_KEPT[kind] - 1 :])

    def _sweep(self):
        """Drop what killed commands left: half-built templates (we hold the lock) and scratch databases nobody uses."""
        names = self._server.contents()
        abandoned = [name for name in names if name.startswith(f"{_PREFIX}_build_")]
        abandoned += [name for name in names if name.startswith(f"{_PREFIX}_scratch_") and not _in_use(name)]
        self._server.drop(*abandoned)

    def base(self, *, build):
        """The name of the database with what the addons stand on, or None if it is not there and not to be built."""
        with locks.held("templates"):
            name = f"{_PREFIX}_base_{self._base_key}"
            return self._base() if build or self._server.exists(name) else None

    def clone_to(self, name, *, fresh=False, bare=False):
        """Make `name` a new clone of the warm template, or of the base if `bare`.

        `fresh` has the addons installed on the base again, not updated from the nearest template.
        """
        with locks.held("templates"):
            template = self._base() if bare else self._warm(fresh)
            self._server.drop(name)
            self._server.clone(template, name)

    @contextmanager
    def scratch(self, purpose, *, fresh=False, bare=False):
        """Yield (database, descriptors for children): a clone as of `clone_to` that is dropped afterwards."""
        name = f"{_PREFIX}_scratch_{purpose}_{os.getpid()}"
        with locks.held(name) as descriptor:
            self.clone_to(name, fresh=fresh, bare=bare)
            try:
                yield name, (descriptor, *self._odoo.inherit)
            finally:
                self._server.drop(name)


def nearest_template(wanted, known):
    """The template with the most addons in common with what is wanted, or None if none can be brought to it.

    It must stand on the same base, hold no addon that is not wanted, and no record from a file that is loaded once and
    has changed since: an update would leave that record as it is. All are {"base": key, "addons": {name: hash},
    "once": {file: hash}}.
    """
    fitting = {
        name: len(set(contents["addons"].items()) & set(wanted["addons"].items()))
        for name, contents in known.items()
        if contents.get("base") == wanted["base"]
        and contents["addons"].keys() <= wanted["addons"].keys()
        and contents.get("once", {"unknown": ""}).items() <= wanted["once"].items()
    }
    return max(fitting, key=fitting.get, default=None)


def changed(before, now):
    """(addons to install, addons to update) from the fingerprints of then and now."""
    return sorted(now.keys() - before.keys()), sorted(name for name in before if now[name] != before[name])


def _in_use(scratch):
    """Whether a child of its command still holds its lock, or the process it is named after lives.

    The latter for tests that make databases of their own, called service_scratch_<purpose>_<process>.
    """
    with locks.tried(scratch) as free:
        return not free or Path("/proc", scratch.rpartition("_")[2]).exists()


def _requirements():
    """The pinned packages that Odoo runs with, comments left aside: OCA's addons are among them."""
    lines = (line for path in python_env.INSTALLED for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _parse(comment):
    try:
        return json.loads(comment or "{}")
    except ValueError:
        return {}


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
