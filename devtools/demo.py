"""The database that people try the product in: with demonstration data, kept between runs, brought up to date."""

import hashlib
import os

from . import addons as addon_tools
from . import console, database, locks, paths

_COMPANY_SCRIPT = paths.SCRIPTS / "localise.py"


def name(language):
    """One database a checkout and language: trying another one does not cost the first."""
    checkout = hashlib.sha256(bytes(paths.ROOT)).hexdigest()[:6]
    return "_".join(filter(None, ["service_demo", checkout, language.lower()]))


def prepare(odoo, language="", *, addons=None, fresh=False):
    """The name of the demonstration database, created or updated if its addons have changed."""
    addons = addon_tools.chosen() if addons is None else addons
    server, target = database.Server(odoo), name(language)
    now = {addon.name: addon.fingerprint() for addon in addons.values()}
    once = {file: digest for addon in addons.values() for file, digest in addon.loaded_once(demo=True).items()}
    with locks.held(f"prepare-{target}"):
        contents = {} if fresh else server.contents("demo").get(target, {})
        before, loaded = contents.get("addons"), contents.get("once", {})
        if not before:
            _create(odoo, server, target, language, addons)
        elif any(database.changed(before, now)):
            install, update = database.changed(before, {**before, **now})
            title = f"Updating {', '.join([*install, *update])}"
            odoo.install(target, install=install, update=update, demo=True, title=title)
        _tell_what_stays(once, loaded)
        server.describe(target, {"addons": {**(before or {}), **now}, "once": {**once, **loaded}})
    return target


def _tell_what_stays(once, loaded):
    """An update leaves the records of some files as people have made them since."""
    stale = sorted(file for file, digest in once.items() if loaded.get(file, digest) != digest)
    if stale:
        more = f" and {len(stale) - 1} more" if stale[1:] else ""
        console.warn(f"Records of {stale[0]}{more} stay as first installed; ./dev run --fresh begins anew")


def _create(odoo, server, target, language, addons):
    """Built under another name, so that an interrupted one is never served."""
    building = f"service_demobuild_{os.getpid()}"
    modules = sorted(addons) or addon_tools.foundation(addons)
    server.drop(building)
    try:
        for stage in _stages(odoo, language, modules):
            title = f"Installing {', '.join(stage)} with demonstration data"
            odoo.install(building, install=stage, demo=True, languages=[language] if language else (), title=title)
            if language and odoo.script(building, _COMPANY_SCRIPT, language):
                raise console.Failure(f"The company could not be set up in {language}")
        server.drop(target)
        server.rename(building, target)
    except BaseException:
        server.drop(building)
        raise


def _stages(odoo, language, modules):
    """What to install one after the other: the company moves to its country before there is business to move along."""
    if not language:
        return [modules]
    folders = [paths.ADDONS, *odoo.source.addons, odoo.env.site_packages / "odoo" / "addons"]
    accounting = "account" in addon_tools.with_dependencies(modules, folders)
    return [["base"], *([["account"]] if accounting else []), modules]


def logins(odoo, database_name):
    """[(login, name)] of the people one can log in as; in demonstration data the password is the login."""
    rows = database.Server(odoo).sql(
        "SELECT u.login, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
        "WHERE u.active AND u.password IS NOT NULL ORDER BY u.id LIMIT 30",
        database=database_name,
    )
    return [tuple(row) for row in rows]
