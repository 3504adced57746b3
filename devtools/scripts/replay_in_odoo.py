"""Import an event log into the database of `env`: replay_in_odoo.py FILE [--map FILE] [--json FILE]."""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from odoo.exceptions import UserError


def main(env):
    options = _parse()
    importer = env["service.log.import"]
    begin = time.monotonic()
    try:
        log = importer._parse(options.file.read_bytes(), options.map and options.map.read_text())
        report = importer._replay(log, create_agents=True, progress=_progress)
    except UserError as refused:
        sys.exit(str(refused))
    env.cr.commit()
    report["seconds"] = time.monotonic() - begin
    report["events_per_second"] = len(log.events) / report["seconds"]
    report["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(importer._format_report(report))
    speed, memory = report["events_per_second"], report["peak_memory_mib"]
    print(f"{report['seconds']:.1f} s, {speed:.0f} events a second, {memory:.0f} MiB at most")
    if options.json:
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def _parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--map", type=Path)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _progress(done, total):
    """A bar on a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        filled = 40 * done // total
        print(
            f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:,} of {total:,} events",
            end="\n" if done == total else "",
            file=sys.stderr,
        )
    elif done == total or done % 2000 == 0:
        print(f"{done:,} of {total:,} events", file=sys.stderr, flush=True)


main(env)  # noqa: F821  (given by in_odoo.py)
