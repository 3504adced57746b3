"""Running Odoo: its configuration file, its command line, and the log, in which no warning passes unseen."""

from dataclasses import dataclass
from pathlib import Path

from . import console, odoo_log, odoo_source, paths, process, python_env
from .postgres import Connection


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
            "http_interface": "127.0.0.1",
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
        configuration = self.configuration(f"install-{database}")
        arguments = ["-c", configuration, "-d", database, "--stop-after-init", "--no-http"]
        arguments += ["--max-cron-threads=0", *(["--with-demo"] if demo else [])]
        for option, values in (("-i", install), ("-u", update), ("--load-language", languages)):
            arguments += [option, ",".join(values)] if values else []
        with console.step(title, log):
            process.run(self.command(*arguments), log=log, what="Odoo failed")
        configuration.unlink()
        if warnings := odoo_log.notable_lines(log.read_text(errors="replace")):
            raise console.Failure(
                f"{title}: {len(warnings)} warnings in Odoo's log\n" + "\n".join(warnings[:20]), "", log
            )

    def script(self, database, path, *arguments):
        """Run a Python file inside `odoo shell` on `database`, streaming its output; returns the exit code.

        The file sees `env` and `sys.argv`; it commits for itself.
        """
        configuration = self.configuration(f"shell-{database}", log_level="warn")
        runner = paths.SCRIPTS / "in_odoo.py"
        command = [self.env.python, runner, configuration, database, path, *arguments]
        try:
            return process.attached(command, env=process.environment(), inherit=self.inherit)
        finally:
            configuration.unlink(missing_ok=True)
