"""Every button of the project's screens can be pressed: the web client sends the records along."""

from lxml import etree
from scratch import our_addons

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    def test_buttons_take_the_records_they_are_pressed_on(self):
        """A method of the model alone (``api.model``) would take the ids for its first argument, and fail."""
        broken = []
        for view in self._views():
            model = self.env[view.model]
            for button in etree.fromstring(view.arch).iter("button"):
                method = getattr(model, button.get("name") or "", None)
                if button.get("type") == "object" and getattr(method, "_api_model", False):
                    broken.append((view.xml_id, button.get("name")))
        self.assertEqual(broken, [])

    def _views(self):
        data = self.env["ir.model.data"].search([("model", "=", "ir.ui.view"), ("module", "in", our_addons())])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        views = views.filtered(lambda view: view.model and view.model in self.env)
        self.assertGreater(len(views), 100)
        return views
