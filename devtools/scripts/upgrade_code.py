"""Odoo's `upgrade_code` on one addons folder alone: upgrade_code.py FOLDER FROM [--dry-run].

Lists the files it changes; exit code 1 if there are any.

The command of that name goes through every addons path, Odoo's own included.
"""

import sys

from odoo import release
from odoo.cli.upgrade_code import migrate
from odoo.tools import parse_version


def main(folder, start, *options):
    dirty = migrate(
        [folder],
        glob="**/*",
        from_version=parse_version(start),
        to_version=parse_version(release.version),
        dry_run="--dry-run" in options,
    )
    sys.exit(int(dirty))


if __name__ == "__main__":
    main(*sys.argv[1:])
