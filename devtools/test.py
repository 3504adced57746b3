"""`./dev test`: every test, with pytest-odoo, on a clone of a template that is prepared once per content."""

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import addons, browser, database, odoo_source, paths, process, python_env, shards, workplace

_WITHOUT_DATABASE = "tests/devtools"
_BASE = "SERVICE_BASE_DATABASE"


def add_parser(commands):
    parser = commands.add_parser(
        "test",
        help="run the tests; other arguments go to pytest",
        description="Run the tests on a fresh copy of a prepared database. Unknown arguments go to pytest.",
        epilog="Examples: ./dev test -k clock -x    ./dev test addons/service_quality/tests/test_clock.py --pdb",
    )
    parser.add_argument("--addons", metavar="A,B", default="", help="install only these addons and what they need")
    parser.add_argument("--fresh", action="store_true", help="install the addons anew instead of updating a template")
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="run the test files in N processes side by side"
    )
    workplace.add_arguments(parser)
    parser.set_defaults(run=run, extra="pytest")


def run(options, pytest_arguments):
    if needs_no_database(pytest_arguments):
        env = python_env.obtain(odoo_source.obtain())
        return _pytest(env, ["-p", "no:odoo", *pytest_arguments], process.environment())
    chosen = addons.chosen(_names(options.addons, pytest_arguments))
    chrome = browser.obtain()
    with workplace.opened(options) as odoo:
        templates = database.Templates(odoo, chosen)
        environment = chrome.environment(**_base(odoo, chosen))
        if options.jobs > 1:
            return _side_by_side(odoo, templates, options, pytest_arguments, environment)
        with _database(odoo, templates, "test", fresh=options.fresh) as (arguments, descriptors):
            return _pytest(odoo.env, [*arguments, *pytest_arguments], environment, descriptors)


def _base(odoo, chosen):
    """What tells tests on which database they may install our addons themselves.

    It has what all of them stand on. Making it takes minutes, for which a run with some addons only does not wait.
    """
    if _BASE in os.environ:
        return {}
    every = addons.chosen()
    name = database.Templates(odoo, every).base(build=every.keys() <= chosen.keys())
    return {_BASE: name} if name else {}


def _names(named, pytest_arguments):
    """The addons to install; those that stand apart only where they are named, or files of theirs are."""
    if names := [name for name in named.split(",") if name]:
        return names
    targets = [Path(argument.split("::")[0]).resolve() for argument in pytest_arguments if argument[:1] != "-"]
    apart = {name for name in addons.apart() for target in targets if target.is_relative_to(paths.ADDONS / name)}
    return {*addons.chosen(), *apart} if apart else ()


@contextmanager
def _database(odoo, templates, purpose, *, fresh):
    """Yield (pytest's arguments for a database of its own, descriptors for children)."""
    with templates.scratch(purpose, fresh=fresh) as (name, descriptors):
        shots = paths.cache("screenshots")
        configuration = odoo.configuration(name, db_name=name, workers=0, max_cron_threads=0, screenshots=shots)
        # Odoo's own default would hide the warnings that conftest.py turns into failures.
        arguments = [f"--odoo-config={configuration}", f"--odoo-database={name}", "--odoo-http"]
        try:
            yield [*arguments, "--odoo-log-level=warn"], descriptors
        finally:
            configuration.unlink(missing_ok=True)


def _side_by_side(odoo, templates, options, pytest_arguments, environment):
    files, others = shards.split_arguments(pytest_arguments)
    hands = shards.deal(shards.expected_seconds(files), options.jobs)
    with ExitStack() as stack:
        commands, inherited = [], set()
        for number, hand in enumerate(hands, 1):
            # What is fresh for the first is new enough for the others.
            place = _database(odoo, templates, f"test{number}", fresh=options.fresh and number == 1)
            arguments, descriptors = stack.enter_context(place)
            report = paths.cache("logs", f"test-{os.getpid()}-{number}.xml")
            arguments += [f"--junit-xml={report}", "-o", "junit_family=xunit1", "-p", "no:cacheprovider"]
            commands.append((_command(odoo.env, [*arguments, *others, *hand]), report))
            inherited.update(descriptors)
        return shards.run(commands, environment, tuple(inherited))


def needs_no_database(arguments):
    """Whether pytest is asked for tests of the tools only."""
    targets = [argument.split("::")[0] for argument in arguments if not argument.startswith("-")]
    existing = [Path(target).resolve() for target in targets if Path(target).exists()]
    plain = paths.ROOT / _WITHOUT_DATABASE
    return bool(existing) and all(target.is_relative_to(plain) for target in existing)


def _pytest(env, arguments, environment, inherit=()):
    return process.attached(_command(env, arguments), env=environment, cwd=os.getcwd(), inherit=inherit)


def _command(env, arguments):
    return [env.python, "-m", "pytest", f"--rootdir={paths.ROOT}", "-c", paths.ROOT / "pyproject.toml", *arguments]
