"""`./dev test`: every test, with pytest-odoo, on a clone of a template that is prepared once per content."""

import os
from pathlib import Path

from . import addons, browser, database, odoo_source, paths, process, python_env, workplace

_WITHOUT_DATABASE = "tests/devtools"


def add_parser(commands):
    parser = commands.add_parser(
        "test",
        help="run the tests; other arguments go to pytest",
        description="Run the tests on a fresh copy of a prepared database. Unknown arguments go to pytest.",
        epilog="Examples: ./dev test -k clock -x    ./dev test addons/service_quality/tests/test_clock.py --pdb",
    )
    parser.add_argument("--addons", metavar="A,B", default="", help="install only these addons and what they need")
    parser.add_argument("--fresh", action="store_true", help="install the addons anew instead of updating a template")
    workplace.add_arguments(parser)
    parser.set_defaults(run=run, extra="pytest")


def run(options, pytest_arguments):
    if needs_no_database(pytest_arguments):
        env = python_env.obtain(odoo_source.obtain())
        return _pytest(env, ["-p", "no:odoo", *pytest_arguments], process.environment())
    chosen = addons.chosen([name for name in options.addons.split(",") if name])
    chrome = browser.obtain()
    with workplace.opened(options) as odoo:
        templates = database.Templates(odoo, chosen)
        with templates.scratch("test", fresh=options.fresh) as (name, descriptors):
            shots = paths.cache("screenshots")
            configuration = odoo.configuration(name, db_name=name, workers=0, max_cron_threads=0, screenshots=shots)
            # Odoo's own default would hide the warnings that conftest.py turns into failures.
            arguments = [f"--odoo-config={configuration}", f"--odoo-database={name}", "--odoo-http"]
            arguments += ["--odoo-log-level=warn", *pytest_arguments]
            try:
                return _pytest(odoo.env, arguments, chrome.environment(), descriptors)
            finally:
                configuration.unlink(missing_ok=True)


def needs_no_database(arguments):
    """Whether pytest is asked for tests of the tools only."""
    targets = [argument.split("::")[0] for argument in arguments if not argument.startswith("-")]
    existing = [Path(target).resolve() for target in targets if Path(target).exists()]
    plain = paths.ROOT / _WITHOUT_DATABASE
    return bool(existing) and all(target.is_relative_to(plain) for target in existing)


def _pytest(env, arguments, environment, inherit=()):
    command = [env.python, "-m", "pytest", f"--rootdir={paths.ROOT}", "-c", paths.ROOT / "pyproject.toml", *arguments]
    return process.attached(command, env=environment, cwd=os.getcwd(), inherit=inherit)
