"""`./dev replay`: feed an event log of another helpdesk through the same methods as live use."""

from pathlib import Path

from . import addons, console, database, paths, workplace

_DATABASE = "service_replay"


def add_parser(commands):
    parser = commands.add_parser("replay", help="import an event log into a database of its own")
    parser.add_argument("file", type=Path, help="the log: CSV, also gzipped")
    parser.add_argument("--map", type=Path, metavar="FILE", help="which activity of the log means what")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there")
    workplace.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options):
    for path in filter(None, (options.file, options.map)):
        if not path.is_file():
            raise console.Failure(f"There is no file {path}")
    arguments = [options.file.resolve()]
    arguments += ["--map", options.map.resolve()] if options.map else []
    arguments += ["--json", options.json.resolve()] if options.json else []
    with workplace.opened(options) as odoo:
        database.Templates(odoo, addons.chosen()).clone_to(_DATABASE)
        code = odoo.script(_DATABASE, paths.SCRIPTS / "replay_in_odoo.py", *arguments)
        console.say(f"The database {_DATABASE} stays until the next replay.")
        return code
