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
    wanted = set(options.addons or addons.every())
    addons.chosen(wanted)
    apart = wanted & addons.apart()
    mode = "check" if options.check else "write"
    with workplace.opened(options) as odoo:
        rooms = [(wanted - apart, addons.chosen()), (apart, addons.chosen(apart))]
        failed = [names for names, installed in rooms if names and not _passes(odoo, installed, mode, names)]
    if failed:
        raise console.Failure("Translations are incomplete or stale", "./dev i18n, translate what is listed, commit.")
    return 0


def _passes(odoo, installed, mode, names):
    """Whether all words of the named addons are translated, as a database with the installed ones has them."""
    script = paths.SCRIPTS / "translations.py"
    with database.Templates(odoo, installed).scratch("i18n") as (name, _descriptors):
        return not odoo.script(name, script, mode, paths.ADDONS, ",".join(_LANGUAGES), *sorted(names))
