"""Every word that a user can see is translated."""

import io
from pathlib import Path

import polib
import pytest
from scratch import ADDONS, apart_addons, our_addons

from odoo.addons import helpdesk_mgmt
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

LANGUAGE = "zh_CN"


def translation(addon):
    return polib.pofile(str(ADDONS / addon / "i18n" / f"{LANGUAGE}.po"))


@pytest.mark.parametrize("addon", our_addons())
def test_nothing_is_left_open(addon):
    entries = translation(addon)
    assert not [entry.msgid for entry in entries.untranslated_entries()]
    assert not [entry.msgid for entry in entries.fuzzy_entries()]


def test_what_helpdesk_mgmt_shows_is_translated():
    """It comes without a Chinese translation, so ours brings one for what stands in its database."""
    template = polib.pofile(str(Path(helpdesk_mgmt.__path__[0]) / "i18n" / "helpdesk_mgmt.pot"))
    # Messages of its code are read from its own folder alone
    shown = {
        entry.msgid for entry in template if any(not place.startswith("code") for place, _line in entry.occurrences)
    }
    ours = polib.pofile(str(ADDONS / "service_quality" / "i18n_extra" / f"{LANGUAGE}.po"))
    assert shown
    assert not shown - {entry.msgid for entry in ours if entry.msgstr}


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    def test_every_word_of_today_has_a_translation(self):
        installed = self.env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
        present = set(our_addons()) & set(installed)
        # A website stores some texts of others in another form: theirs are looked at where there is none
        for addon in present & set(apart_addons()) or present:
            with self.subTest(addon):
                exported = io.BytesIO()
                trans_export(False, [addon], exported, "po", self.env)
                words = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
                known = {entry.msgid for entry in translation(addon) if entry.msgstr and not entry.fuzzy}
                self.assertFalse(words - known)
