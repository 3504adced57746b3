"""`./dev run`: Odoo with the addons and demonstration data, on this machine, until Ctrl-C."""

from . import addons, console, demo, paths, pdf, server, workplace


def add_parser(commands):
    parser = commands.add_parser(
        "run",
        help="serve the addons with demonstration data",
        description="Serve a database with the addons and demonstration data until Ctrl-C. "
        "Unknown arguments go to Odoo, e.g. --dev=xml.",
    )
    parser.add_argument("--lang", default="", metavar="CODE", help="e.g. zh_CN: a Chinese company, in Chinese")
    parser.add_argument("--port", type=int, help="default: 8069, or the next free one")
    parser.add_argument("--addons", metavar="A,B", default="", help="install only these addons and what they need")
    parser.add_argument(
        "--website", action="store_true", help="also the addons that need Odoo's website, such as online courses"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the database away and begin with a new one")
    workplace.add_arguments(parser)
    parser.set_defaults(run=run, extra="odoo")


def run(options, odoo_arguments):
    names = [name for name in options.addons.split(",") if name]
    chosen = addons.chosen({*(names or addons.chosen()), *addons.apart()} if options.website else names)
    with workplace.opened(options, lasting=True) as odoo:
        name = demo.prepare(odoo, options.lang, addons=chosen, fresh=options.fresh)
        environment = pdf.environment()
        with server.serving(odoo, name, port=options.port, arguments=odoo_arguments, env=environment) as (
            address,
            child,
        ):
            _introduce(address, demo.logins(odoo, name), name)
            try:
                if child.wait():
                    log = paths.cache("logs", f"server-{name}.log")
                    raise console.Failure(f"Odoo ended with exit {child.returncode}", log=log)
            except KeyboardInterrupt:
                console.say("\nStopping…")
    return 0


def _introduce(address, logins, name):
    console.say(f"\n  {address}\n\n  Log in as (the password is the login):")
    for login, person in logins:
        console.say(f"    {login:<24} {person}")
    console.say(f"\n  Odoo's log: {paths.cache('logs', f'server-{name}.log')}\n  Ctrl-C stops everything.\n")
