"""Build each addon's README.rst from the Markdown fragments in its `readme/`.

Arguments: `--fix` to write the files, then the addons' folders. Without it nothing is written and the exit code says
whether one of them is out of date.
"""

import ast
import sys
from pathlib import Path

import pypandoc

_CHAPTERS = {
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "DEVELOP": "Development",
    "HISTORY": "Changelog",
}
_CONTENTS = "**Table of contents**\n\n.. contents::\n   :local:\n"
_LICENCE = "License\n=======\n\nAGPL-3.0 or later.\n"


def build(folder):
    """The text of README.rst for the addon in `folder`."""
    title = ast.literal_eval((folder / "__manifest__.py").read_text())["name"]
    parts = [f"{'=' * len(title)}\n{title}\n{'=' * len(title)}\n", _convert(folder / "readme" / "DESCRIPTION.md")]
    parts.append(_CONTENTS)
    for name, chapter in _CHAPTERS.items():
        fragment = folder / "readme" / f"{name}.md"
        if fragment.is_file():
            parts += [f"{chapter}\n{'=' * len(chapter)}\n", _convert(fragment)]
    return "\n".join([*parts, _LICENCE])


def _convert(fragment):
    options = ["--wrap=preserve", "--columns=120"]
    return pypandoc.convert_file(fragment, "rst", format="gfm-gfm_auto_identifiers", extra_args=options)


def main(arguments):
    fix = "--fix" in arguments
    stale = []
    for folder in (Path(argument) for argument in arguments if argument != "--fix"):
        target, text = folder / "README.rst", build(folder)
        if target.is_file() and target.read_text() == text:
            continue
        if fix:
            target.write_text(text)
        else:
            stale.append(folder.name)
    if stale:
        print(f"README.rst is not what readme/*.md say: {', '.join(stale)}. ./dev lint --fix --only readme writes it.")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
