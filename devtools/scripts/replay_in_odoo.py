"""Import an event log into the database of `env`: replay_in_odoo.py FILE [--map FILE] [--json FILE]."""

import argparse
import sys


def main(env):
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--map")
    parser.add_argument("--json")
    parser.parse_args()
    if "service.log.import" not in env:
        sys.exit("The installed addons cannot import logs yet: there is no model service.log.import.")


main(env)  # noqa: F821  (given by in_odoo.py)
