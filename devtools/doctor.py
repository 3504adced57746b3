"""`./dev doctor`: what was found on this machine, and how much the caches take."""

import shutil
import sys

from . import apt, browser, console, node, odoo_source, paths, pdf, postgres, process, python_env


def add_parser(commands):
    parser = commands.add_parser("doctor", help="say what was found on this machine")
    parser.set_defaults(run=run)


def run(_options):
    """Look without fetching or starting anything; 1 if something is missing that ./dev cannot get by itself."""
    findings = [finding() for finding in (_python, _odoo, _environments, _postgres, _browser, _pdf, _node, _apt)]
    for name, found, remedy in findings:
        line = f"{name:<12} {found or remedy}"
        (console.ok if found else console.warn)(line)
    _sizes()
    return int(not all(found for _name, found, _remedy in findings) and not apt.available())


def _python():
    return "Python", f"{python_env.interpreter()} ({sys.version.split()[0]} runs ./dev)", ""


def _odoo():
    source = odoo_source.find()
    return "Odoo", source and f"{source.kind}: {source.path}", "none yet; the first ./dev test or run fetches it"


def _environments():
    envs = [env.path.name for kind in ("odoo", "lint") for env in python_env.find(kind)]
    return "Environments", ", ".join(envs), "none yet; made on first use"


def _postgres():
    folder = postgres.found()
    return "PostgreSQL", folder and f"{postgres.major(folder)}: {folder}", "none here; pip installs one on first use"


def _browser():
    found = browser.found()
    return "Browser", found and str(found.program), "none here; Debian's Chromium is unpacked on first use"


def _pdf():
    return (
        "Printing",
        pdf.found() and str(pdf.found()),
        "none here; Debian's wkhtmltopdf is unpacked on first run, if it has one",
    )


def _node():
    return "Node.js", node.found() and str(node.found()), "none here; pip installs one on first use"


def _apt():
    return "apt", apt.available() and "Debian's mirrors are usable", "not a Debian: bring your own Odoo and Chromium"


def _sizes():
    for title, folder in (("Cache", paths.cache()), ("Data", paths.data())):
        console.say(f"\n{title}: {folder} ({_free(folder)} free on its disk)")
        for part in sorted(folder.iterdir()) if folder.is_dir() else []:
            console.say(f"  {_size(part):>9}  {part.name}")


def _free(folder):
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return f"{shutil.disk_usage(existing).free / 2**30:.0f} GiB"


def _size(path):
    answer = process.run(["du", "-sm", path]).split()
    return f"{answer[0]} MiB"
