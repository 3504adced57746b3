"""Templates and translations of addons: translations.py check|write FOLDER LANGUAGE,… ADDON…

Writes i18n/<addon>.pot with Odoo's exporter and merges it into i18n/<language>.po, keeping what is translated.
The files have no dates and no versions in them, so that they change only when a term does. Exit code 1 if a file is
stale (check) or a term is untranslated or fuzzy.
"""

import io
import sys
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

_WIDTH = 78
_MOST_LISTED = 20


def exported(env, addon):
    """The template of an addon as a polib file, or None if it has no terms."""
    buffer = io.BytesIO()
    if not trans_export(None, [addon], buffer, "po", env):
        return None
    template = polib.pofile(buffer.getvalue().decode(), wrapwidth=_WIDTH)
    template.header = (
        f"Translation of Odoo Server.\nThis file contains the translation of the following modules:\n\t* {addon}\n"
    )
    template.metadata = _metadata()
    template.sort(key=lambda entry: entry.msgid)
    return template


def _metadata(**extra):
    return {
        "Project-Id-Version": "Odoo Server 19.0",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "",
        **extra,
    }


def merged(template, path, language):
    """The translation at `path` brought up to the template; obsolete terms are dropped."""
    translation = polib.pofile(str(path), wrapwidth=_WIDTH) if path.is_file() else polib.POFile(wrapwidth=_WIDTH)
    translation.merge(template)
    for entry in translation.obsolete_entries():
        translation.remove(entry)
    translation.header = template.header
    translation.metadata = _metadata(Language=language)
    translation.sort(key=lambda entry: entry.msgid)
    return translation


def incomplete(translation):
    return [entry for entry in translation if not entry.translated()]


def store(content, path, check):
    """Write a file that differs (or only say so); returns whether it was stale."""
    text = f"{content}".rstrip("\n") + "\n"
    if path.is_file() and path.read_text() == text:
        return False
    print(f"{'stale' if check else 'written'}: {path}")
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return check


def main(env, mode, folder, languages, *addons):
    failed = False
    for addon in addons:
        template = exported(env, addon)
        if template is None:
            continue
        i18n = Path(folder) / addon / "i18n"
        failed |= store(template, i18n / f"{addon}.pot", mode == "check")
        for language in languages.split(","):
            translation = merged(template, i18n / f"{language}.po", language)
            failed |= store(translation, i18n / f"{language}.po", mode == "check")
            missing = incomplete(translation)
            failed |= bool(missing)
            print(f"{addon} {language}: {len(translation) - len(missing)} of {len(translation)} terms")
            for entry in missing[:_MOST_LISTED]:
                print(f"  {'fuzzy' if entry.fuzzy else 'missing'}: {entry.msgid[:100]!r}")
    sys.exit(int(failed))


main(env, *sys.argv[1:])  # noqa: F821  (given by in_odoo.py)
