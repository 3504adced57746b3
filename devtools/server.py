"""Serving a database over HTTP."""

import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from . import console, paths, process

_START_SECONDS = 180


def free_port(first=8069, last=8999):
    """The first port on 127.0.0.1, from `first` on, that nobody listens to."""
    for port in range(first, last + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise console.Failure(f"Every port from {first} to {last} is taken", "Choose another one with --port.")


@contextmanager
def serving(odoo, database, *, port=None, arguments=(), env=None, inherit=()):
    """Yield (address, the server's process) once it answers; the server stops when the block ends."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    log = paths.log_file(f"server-{database}")
    options = {"db_name": database, "dbfilter": f"^{database}$", "http_port": port, "proxy_mode": "False"}
    command = odoo.command("-c", odoo.configuration(f"server-{database}", **options), *arguments)
    inherit = (*odoo.inherit, *inherit)
    with process.background(command, log=log, env=env or process.environment(), inherit=inherit) as child:
        with console.step("Starting Odoo", log):
            _await(f"{address}/web/health", child, log)
        yield address, child


def _await(url, child, log):
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise console.Failure(f"Odoo ended with exit {child.returncode}", log=log)
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise console.Failure(f"Odoo does not answer at {url}", log=log)
