"""Run benchmarks: ``python -m benchmarks --config FILE --database OWN --rival-database R --bare-database B [NAME…]``.

``./dev bench`` prepares the databases and calls this.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

import odoo.tools

from .databases import Databases
from .measure import HEADER

_BENCHMARKS = ("deadlines", "tickets", "sweep", "scale", "redate", "replay", "ratings")


def main(arguments):
    options = _parse(arguments)
    odoo.tools.config.parse_config(["-c", options.config, "--no-http"], setup_logging=True)
    databases = Databases(options.database, options.rival_database, options.bare_database)
    rows = []
    print(HEADER)
    for name in options.names or _BENCHMARKS:
        # Odoo's addons can be imported only now that the configuration names their folder
        benchmark = importlib.import_module(f"{__package__}.{name}")
        for measure in benchmark.measures(databases):
            print(measure.line(), flush=True)
            rows.append(measure.row())
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    return 0


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--rival-database", required=True)
    parser.add_argument("--bare-database", required=True)
    parser.add_argument("--json")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_BENCHMARKS)}")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(_BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(_BENCHMARKS)}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
