"""`./dev bench`: run benchmarks/ on a clone of the prepared database, side by side with what others offer."""

from pathlib import Path

from . import addons, database, paths, process, workplace

_RIVALS = ["helpdesk_mgmt_sla", "helpdesk_mgmt_rating"]


def add_parser(commands):
    parser = commands.add_parser("bench", help="measure, side by side with Odoo's and OCA's own functions")
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: every benchmark")
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    workplace.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options):
    """Three databases: with our addons, with the rivals' instead, with neither; so that none slows down another."""
    with workplace.opened(options) as odoo:
        templates = database.Templates(odoo, addons.chosen())
        with (
            templates.scratch("bench") as (own, held),
            templates.scratch("rival", bare=True) as (rival, held_too),
            templates.scratch("bare", bare=True) as (bare, held_last),
        ):
            odoo.install(rival, install=_RIVALS, title=f"Installing {', '.join(_RIVALS)}")
            configuration = odoo.configuration(own, db_name=own, log_level="error")
            command = [odoo.env.python, "-m", "benchmarks", "--config", configuration]
            command += ["--database", own, "--rival-database", rival, "--bare-database", bare]
            command += ["--json", Path(options.json).resolve()] if options.json else []
            descriptors = {*held, *held_too, *held_last}
            try:
                return process.attached(
                    [*command, *options.names], env=process.environment(), cwd=paths.ROOT, inherit=descriptors
                )
            finally:
                configuration.unlink(missing_ok=True)
