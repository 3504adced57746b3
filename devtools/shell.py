"""`./dev shell`: Python with `env`, on the database that `./dev run` serves."""

from . import demo, process, workplace


def add_parser(commands):
    parser = commands.add_parser("shell", help="a Python shell on the database of ./dev run")
    parser.add_argument("--lang", default="", metavar="CODE", help="the database of that language")
    workplace.add_arguments(parser)
    parser.set_defaults(run=run, extra="odoo")


def run(options, odoo_arguments):
    with workplace.opened(options, lasting=True) as odoo:
        name = demo.prepare(odoo, options.lang)
        configuration = odoo.configuration(f"shell-{name}", db_name=name)
        command = odoo.command("shell", "-c", configuration, "-d", name, "--no-http", *odoo_arguments)
        return process.attached(command, env=process.environment(), inherit=odoo.inherit)
