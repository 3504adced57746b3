"""`./dev lint`: the linters and formatters, each a function `check(fix) -> exit code`."""

import hashlib
import shutil

from . import addons, console, locks, node, odoo_source, paths, process, python_env

_UPGRADE_FROM = "17.0"

# Not in .pylintrc, where `enable=odoolint` would win:
_PYLINT_DISABLED = (
    "consider-merging-classes-inherited",  # one concept a file: a large model is spread over several
    "method-required-super",  # append-only models refuse `write`; tests have helpers called `create`
)
# OCA's checks that are not ours:
_OCA_DISABLED = (
    "xml-header-wrong",  # how core writes it is as good
    "xml-field-numeric-without-eval",  # core writes <field name="sequence">10</field> too
    "po-pretty-format",  # wants "PDF" untranslated where the translation is "PDF"; ./dev i18n formats the files
)


def add_parser(commands):
    parser = commands.add_parser("lint", help="check style, manifests, licences and deprecated API")
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired")
    parser.add_argument("--only", metavar="NAME", choices=[*CHECKS], action="append", help=", ".join(CHECKS))
    parser.set_defaults(run=run)


def run(options):
    names = options.only or list(CHECKS)
    failed = [name for name in names if not _passes(name, options.fix)]
    if failed:
        raise console.Failure(f"Failed: {', '.join(failed)}", f"One alone: ./dev lint --only {failed[0]}")
    return 0


def _passes(name, fix):
    passed = CHECKS[name](fix) == 0
    (console.ok if passed else console.warn)(name)
    return passed


def _tool(name, *arguments):
    env = python_env.obtain_lint()
    return process.attached([env.tool(name), *arguments], env=process.environment(), cwd=paths.ROOT)


def _folders():
    return [addon.path for addon in addons.every().values()]


def _ruff(fix):
    return _tool("ruff", "check", "--quiet", *(["--fix"] if fix else []), ".")


def _ruff_format(fix):
    return _tool("ruff", "format", "--quiet", *([] if fix else ["--diff"]), ".")


def _oldest_python(_fix):
    """Nothing needs a newer Python than the oldest that Odoo 19 runs on: linters only know its syntax."""
    oldest = ".".join(map(str, python_env.OLDEST))
    options = [f"--target={oldest}-", "--violations", "--no-tips", "--quiet", "--eval-annotations"]
    return _tool("vermin", *options, "addons", "devtools", "benchmarks", "tests", "conftest.py")


def _pylint(_fix):
    options = [f"--rcfile={paths.ROOT / '.pylintrc'}", f"--disable={','.join(_PYLINT_DISABLED)}"]
    return _tool("pylint", *options, *_folders())


def _oca_modules(fix):
    return _oca("oca-checks-odoo-module", fix, _folders())


def _oca_po(fix):
    files = sorted(paths.ADDONS.glob("*/i18n/*.po*"))
    return _oca("oca-checks-po", fix, files) if files else 0


def _oca(name, fix, targets):
    return _tool(name, f"--disable={','.join(_OCA_DISABLED)}", *(["--fix"] if fix else []), *targets)


def _readme(fix):
    """README.rst is built from the fragments in readme/."""
    env = python_env.obtain_lint()
    command = [env.python, paths.SCRIPTS / "readme.py", *(["--fix"] if fix else []), *_folders()]
    return process.attached(command, env=process.environment(), cwd=paths.ROOT)


def _prettier(fix):
    packages = _prettier_packages()
    plugin = packages / "@prettier/plugin-xml/src/plugin.js"
    options = ["--write" if fix else "--check", "--log-level=warn", "--no-error-on-unmatched-pattern"]
    options += [f"--plugin={plugin}", "addons/**/*.{xml,js,scss,css}"]
    return node.run(packages / "prettier/bin/prettier.cjs", *options, cwd=paths.ROOT)


def _prettier_packages():
    """The `node_modules` of package-lock.json, kept in the cache."""
    lock = paths.ROOT / "package-lock.json"
    folder = paths.cache("node", f"prettier-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}")
    with locks.held("prettier"):
        if not folder.is_dir():
            building = paths.temporary_sibling(folder)
            building.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(paths.ROOT / name, building)
            node.npm("ci", cwd=building, title="Installing prettier")
            building.rename(folder)
    return folder / "node_modules"


def _licences(_fix):
    """No addon may depend on one whose licence forbids it."""
    source = odoo_source.obtain()
    env = python_env.obtain(source)
    folders = [paths.ADDONS, *source.addons, env.site_packages / "odoo" / "addons"]
    path = ",".join(str(folder) for folder in folders if folder.is_dir())
    options = ["--addons-path", path, "--odoo-series", odoo_source.SERIES]
    return _tool("manifestoo", *options, "--select-addons-dir", paths.ADDONS, "check-licenses", "--transitive")


def _upgrade_code(fix):
    """Odoo's own rewriting scripts find nothing left to rewrite."""
    env = python_env.obtain(odoo_source.obtain())
    command = [
        env.python,
        paths.SCRIPTS / "upgrade_code.py",
        paths.ADDONS,
        _UPGRADE_FROM,
        *([] if fix else ["--dry-run"]),
    ]
    return process.attached(command, env=process.environment(), cwd=paths.ROOT)


def _wheels(_fix):
    """Each addon builds as a wheel that pip can install."""
    env = python_env.obtain(odoo_source.obtain())
    target = paths.cache("wheels")
    shutil.rmtree(target, ignore_errors=True)
    log = paths.log_file("wheels")
    with console.step("Building a wheel of each addon", log):
        for folder in _folders():
            process.run(
                [env.python, paths.SCRIPTS / "wheel.py", folder, target], log=log, what=f"No wheel of {folder.name}"
            )
    return 0


CHECKS = {
    "ruff": _ruff,
    "format": _ruff_format,
    "python": _oldest_python,
    "pylint": _pylint,
    "oca-module": _oca_modules,
    "oca-po": _oca_po,
    "readme": _readme,
    "prettier": _prettier,
    "licences": _licences,
    "upgrade-code": _upgrade_code,
    "wheels": _wheels,
}
