"""Running Odoo: its configuration file, its command line, and the log, in which no warning passes unseen."""

import re
from dataclasses import dataclass
from pathlib import Path

from . import console, locks, odoo_source, paths, process, python_env
from .postgres import Connection

_NOTABLE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) (\S+) ([\w.]+): (.*)")

# Warnings that are not ours to mend: (logger, start of the message) and why.
_ALLOWED = (
    # Debian does not package rtlcss; only right-to-left languages need it.
    ("odoo.addons.base.models.assetsbundle", "You need https://rtlcss.com/"),
)


@dataclass(frozen=True)
class Odoo:
    """An Odoo with its environment, a database server and a folder for the files of its databases."""

    source: odoo_source.Source
    env: python_env.Env
    connection: Connection
    data: Path
    inherit: tuple = ()

    def configuration(self, name, **options):
        """Write a configuration file called `name` and return its path."""
        path = paths.cache("conf", f"{name}.conf")
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {
            "addons_path": ",".join(str(folder) for folder in [*self.source.addons, paths.ADDONS] if folder.is_dir()),
            "data_dir": self.data,
            "list_db": "False",
            **self.connection.odoo_options(),
            **options,
        }
        path.touch(mode=0o600)
        path.write_text("[options]\n" + "".join(f"{key} = {value}\n" for key, value in values.items()))
        return path

    def command(self, *arguments):
        return [self.env.python, "-m", "odoo", *arguments]

    def install(self, database, *, install=(), update=(), demo=False, languages=(), title):
        """Install and update modules in `database` (created if missing). A warning in the log is a failure."""
        log = paths.log_file(f"odoo-{database}")
        arguments = ["-c", self.configuration(f"install-{database}"), "-d", database, "--stop-after-init", "--no-http"]
        arguments += ["--max-cron-threads=0", *(["--with-demo"] if demo else [])]
        for option, values in (("-i", install), ("-u", update), ("--load-language", languages)):
            arguments += [option, ",".join(values)] if values else []
        with console.step(title, log):
            process.run(self.command(*arguments), log=log, what="Odoo failed")
        if warnings := notable_lines(log.read_text(errors="replace")):
            raise console.Failure(f"{title}: {len(warnings)} warnings in Odoo's log\n" + "\n".join(warnings[:20]), "", log)

    def script(self, database, path, *arguments, output=None):
        """Run a Python file inside `odoo shell` on `database`, streaming its output; returns the exit code.

        The file sees `env` and `sys.argv`; it commits for itself.
        """
        configuration = self.configuration(f"shell-{database}", log_level="warn")
        runner = paths.SCRIPTS / "in_odoo.py"
        command = [self.env.python, runner, configuration, database, path, *arguments]
        return process.attached(command, env=process.environment(), inherit=self.inherit)


def notable_lines(log):
    """The warnings and errors of an Odoo log, without those that are known not to be ours."""
    found = (_NOTABLE.match(line) for line in log.splitlines())
    return [match[0] for match in found if match and not _is_allowed(match[3], match[4])]


def _is_allowed(logger, message):
    return any(logger == name and message.startswith(start) for name, start in _ALLOWED)
