"""What belongs to a company is out of sight of another's."""

from scratch import our_addons

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCompanyRules(TransactionCase):
    def test_every_table_with_a_company_has_a_rule_that_binds_everybody(self):
        ours = set(our_addons())
        models = {
            name: model
            for name, model in self.env.items()
            if model._original_module in ours and not model._abstract and not model._transient
        }
        bound = set(
            self.env["ir.rule"].search([("global", "=", True), ("perm_read", "=", True)]).mapped("model_id.model")
        )
        self.assertTrue(models)
        without = {name for name, model in models.items() if self._is_of_a_company(model, models)} - bound
        self.assertFalse(sorted(without))

    def _is_of_a_company(self, model, ours, seen=()):
        """Whether a record has a company, of its own or by what it is a part of."""
        if "company_id" in model._fields:
            return True
        wholes = {
            field.comodel_name
            for field in model._fields.values()
            if field.type == "many2one" and field.store and field.required and field.comodel_name in ours
        } - {model._name, *seen}
        return any(self._is_of_a_company(ours[whole], ours, (*seen, model._name)) for whole in wholes)
