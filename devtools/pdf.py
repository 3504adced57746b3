"""wkhtmltopdf, by which Odoo prints: the machine's own, else Debian's unpacked into the cache.

Odoo works without it and shows reports as web pages, so a machine where it cannot be had is told so and goes on.
"""

import os
import shutil
from pathlib import Path

from . import console, process, unpacked

_PACKAGES = ["wkhtmltopdf", "fonts-wqy-zenhei", "fonts-dejavu-core"]
_PROGRAM = "usr/bin/wkhtmltopdf"
_HINT = "Install wkhtmltopdf (Debian 12 has it; others: wkhtmltopdf.org) to print instead of showing web pages."


def found():
    """The machine's own program, or None."""
    program = shutil.which("wkhtmltopdf")
    return Path(program) if program else None


def environment(**extra):
    """The environment of a server that prints, where that can be had."""
    if found():
        return process.environment(**extra)
    try:
        launcher = unpacked.obtain("pdf", _PACKAGES, _PROGRAM, title="wkhtmltopdf", hint=_HINT)
    except console.Failure as failure:
        console.warn(f"Reports are shown as web pages: {failure}. {_HINT}")
        return process.environment(**extra)
    return process.environment(PATH=f"{launcher.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}", **extra)
