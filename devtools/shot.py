"""`./dev shot`: screenshots of the screens in docs/screens.json, for the documentation."""

import json

from . import addons, browser, console, database, demo, paths, process, server, workplace

_SCREENS = paths.ROOT / "docs" / "screens.json"
_FORM = (
    'docs/screens.json is a list of {"name", "login", "url"} and, if wanted, "lang", "viewport": [width, height],\n'
    '"website": true,\n"actions": [{"click": SELECTOR} | {"wait": SELECTOR} | {"type": TEXT} | {"pause": SECONDS}, …]'
)


def add_parser(commands):
    parser = commands.add_parser("shot", help="take the documentation's screenshots", description=_FORM)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: every screen of docs/screens.json")
    parser.add_argument(
        "--website",
        action="store_true",
        help="also the screens of addons that need Odoo's website, such as online courses",
    )
    workplace.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options):
    databases = {}
    for screen in _screens(options.names, options.website):
        databases.setdefault((screen.get("lang", ""), screen.get("website", False)), []).append(screen)
    chrome = browser.obtain()
    with workplace.opened(options, lasting=True) as odoo:
        for (language, website), screens in databases.items():
            _shoot(odoo, chrome, language, website, screens)
    return 0


def _screens(names, website):
    """Those that are named; else all, those that need a website only if wanted: it takes minutes to install."""
    if not _SCREENS.is_file():
        raise console.Failure("There is no docs/screens.json", _FORM)
    screens = {screen["name"]: screen for screen in json.loads(_SCREENS.read_text())}
    if unknown := sorted(set(names) - set(screens)):
        raise console.Failure(f"There is no screen {unknown[0]}", f"There are: {', '.join(screens)}")
    if names:
        return [screens[name] for name in names]
    return [screen for screen in screens.values() if website or not screen.get("website")]


def _shoot(odoo, chrome, language, website, screens):
    """On a copy of the database of `./dev run`: visiting a page may change it, and so does a website."""
    source, copy = demo.prepare(odoo, language), f"{demo.name(language)}_shot"
    databases = database.Server(odoo)
    databases.drop(copy)
    databases.clone(source, copy)
    script = [odoo.env.python, paths.SCRIPTS / "screenshots.py", chrome.program]
    try:
        if website:
            title = "Installing the addons that need a website"
            odoo.install(copy, install=sorted(addons.apart()), demo=True, title=title)
        with server.serving(odoo, copy, env=chrome.environment()) as (address, _child):
            jobs = json.dumps({"address": address, "folder": str(_SCREENS.parent), "screens": screens})
            if process.attached([*script, jobs], env=chrome.environment()):
                raise console.Failure("A screenshot failed")
    finally:
        databases.drop(copy)
