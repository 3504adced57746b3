"""Run a Python file with `env`, as `odoo shell` would: in_odoo.py CONFIGURATION DATABASE FILE [ARGUMENT…].

Unlike piping the file into the shell, errors end it with a traceback and exit code 1, and it may read standard input.
"""

import runpy
import sys

import odoo
import odoo.api
import odoo.modules.registry
import odoo.tools


def main(configuration, database, script, *arguments):
    odoo.tools.config.parse_config(["-c", configuration, "-d", database, "--no-http"], setup_logging=True)
    registry = odoo.modules.registry.Registry(database)
    sys.argv = [script, *arguments]
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        runpy.run_path(script, init_globals={"env": env}, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
