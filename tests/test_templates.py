"""Pages and printed documents keep their shape whatever their values are."""

from lxml import etree
from scratch import our_addons

from odoo.tests import TransactionCase, tagged

_CELLS = ("td", "th")
_OUTPUTS = ("t-out", "t-esc", "t-field")


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    def test_an_empty_value_leaves_its_cell(self):
        """An element is left out where its own ``t-out`` is empty: the rest of a row would move one column."""
        templates = self.env["ir.ui.view"].search([("type", "=", "qweb"), ("key", "!=", False)])
        templates = templates.filtered(lambda view: view.key.partition(".")[0] in our_addons())
        self.assertTrue(templates)
        moving = [
            (view.key, etree.tostring(cell).decode())
            for view in templates
            for cell in etree.fromstring(view.arch_db).iter(*_CELLS)
            if any(output in cell.attrib for output in _OUTPUTS)
        ]
        self.assertFalse(moving)
