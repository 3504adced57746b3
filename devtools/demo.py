"""The database that people try the product in: with demonstration data, kept between runs, brought up to date."""

import os

from . import addons as addon_tools
from . import console, database, locks, paths

_COMPANY_SCRIPT = paths.SCRIPTS / "localise.py"


def name(language):
    """One database a language, so that trying another language does not cost the first."""
    return f"service_demo_{language.lower()}" if language else "service_demo"


def prepare(odoo, language="", *, addons=None, fresh=False):
    """The name of the demonstration database, created or updated if its addons have changed."""
    addons = addon_tools.chosen() if addons is None else addons
    server, target = database.Server(odoo), name(language)
    now = {addon.name: addon.fingerprint() for addon in addons.values()}
    with locks.held(f"prepare-{target}"):
        before = {} if fresh else server.contents("demo").get(target, {}).get("addons")
        if not before:
            _create(odoo, server, target, language, addons)
        elif any(database.changed(before, now)):
            install, update = database.changed(before, {**before, **now})
            title = f"Updating {', '.join([*install, *update])}"
            odoo.install(target, install=install, update=update, demo=True, title=title)
        server.describe(target, {"addons": {**(before or {}), **now}})
    return target


def _create(odoo, server, target, language, addons):
    """Built under another name, so that an interrupted one is never served."""
    building = f"service_demobuild_{os.getpid()}"
    server.drop(building)
    try:
        # The company's country comes first: accounting chooses its chart and its currency by it.
        odoo.install(
            building, install=["base"], demo=True, languages=[language] if language else (), title="Creating a database"
        )
        _localise(odoo, building, language)
        modules = sorted(addons) or addon_tools.foundation(addons)
        title = f"Installing {', '.join(modules)} with demonstration data, some minutes"
        odoo.install(building, install=modules, demo=True, title=title)
        _localise(odoo, building, language)
        server.drop(target)
        server.rename(building, target)
    except BaseException:
        server.drop(building)
        raise


def _localise(odoo, building, language):
    if language and odoo.script(building, _COMPANY_SCRIPT, language):
        raise console.Failure(f"The company could not be set up in {language}")


def logins(odoo, database_name):
    """[(login, name)] of the people one can log in as; in demonstration data the password is the login."""
    rows = database.Server(odoo).sql(
        "SELECT u.login, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
        "WHERE u.active AND u.password IS NOT NULL ORDER BY u.id LIMIT 30",
        database=database_name,
    )
    return [tuple(row) for row in rows]
