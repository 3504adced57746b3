"""Every word that a user can see is translated."""

import io

import polib
import pytest
from scratch import ADDONS, our_addons

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


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    def test_every_word_of_today_has_a_translation(self):
        installed = self.env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
        for addon in set(our_addons()) & set(installed):
            with self.subTest(addon):
                exported = io.BytesIO()
                trans_export(False, [addon], exported, "po", self.env)
                words = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
                known = {entry.msgid for entry in translation(addon) if entry.msgstr and not entry.fuzzy}
                self.assertFalse(words - known)
