"""`./dev i18n`: regenerate the templates of translations and merge them into the translations."""

from . import addons, console, database, paths, workplace

_LANGUAGES = ("zh_CN",)


def add_parser(commands):
    parser = commands.add_parser("i18n", help="regenerate i18n/*.pot and merge them into the translations")
    parser.add_argument("addons", nargs="*", metavar="ADDON", help="default: all")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if something is stale or untranslated"
    )
    workplace.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options):
    every = addons.chosen()
    wanted = options.addons or list(every)
    addons.chosen(wanted)
    mode = "check" if options.check else "write"
    with workplace.opened(options) as odoo:
        with database.Templates(odoo, every).scratch("i18n") as (name, _descriptors):
            script = paths.SCRIPTS / "translations.py"
            if odoo.script(name, script, mode, paths.ADDONS, ",".join(_LANGUAGES), *wanted):
                raise console.Failure(
                    "Translations are incomplete or stale", "./dev i18n, translate what is listed, commit."
                )
    return 0
