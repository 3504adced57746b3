"""The set-up that most commands begin with: Odoo, its environment and a database server, obtained if need be."""

from contextlib import contextmanager

from . import odoo_source, paths, postgres, python_env
from .odoo import Odoo


def add_arguments(parser):
    """The options by which an existing database server is used."""
    group = parser.add_argument_group("database server (default: a private one)")
    group.add_argument("--db-host", metavar="HOST", help="use the PostgreSQL of this host, or of this socket folder")
    group.add_argument("--db-port", metavar="PORT", type=int, default=5432)
    group.add_argument("--db-user", metavar="ROLE", default="odoo", help="a role that may create databases")
    group.add_argument("--db-password", metavar="PASSWORD", default="")


@contextmanager
def opened(options, *, lasting=False):
    """Yield an Odoo. `lasting` is for databases that people keep: on another server, in the data folder."""
    source = odoo_source.obtain()
    env = python_env.obtain(source)
    folder = paths.data() if lasting else paths.cache()
    if options.db_host:
        connection = postgres.Connection(options.db_host, options.db_port, options.db_user, options.db_password)
        yield Odoo(source, env, connection, folder / "odoo")
        return
    cluster = postgres.Cluster(postgres.obtain(), folder / "postgres", durable=lasting)
    with cluster.serving() as (connection, descriptors):
        yield Odoo(source, env, connection, folder / "odoo", descriptors)
