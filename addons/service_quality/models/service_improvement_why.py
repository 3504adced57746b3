from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ServiceImprovementWhy(models.Model):
    """An answer to “why”: the next one hangs below it, in one of the fields in which causes are looked for."""

    _name = "service.improvement.why"
    _description = "Why"
    _order = "improvement_id, id"

    improvement_id = fields.Many2one("service.improvement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="improvement_id.company_id", store=True)
    parent_id = fields.Many2one(
        "service.improvement.why",
        string="Why Does This Happen?",
        index=True,
        ondelete="cascade",
        domain="[('improvement_id', '=', improvement_id)]",
        help="Of which answer this is the reason. Empty: of the problem itself.",
    )
    child_ids = fields.One2many("service.improvement.why", "parent_id")
    name = fields.Char(string="Because", required=True)
    field_id = fields.Many2one(
        "service.cause", domain=[("parent_id", "=", False)], help="The bone of the Ishikawa diagram."
    )
    evidence = fields.Char(help="How we know.")
    is_root = fields.Boolean(string="Root Cause")

    @api.ondelete(at_uninstall=False)
    def _unlink_while_planned(self):
        if not self.env.su and any(why.improvement_id.state != "plan" for why in self):
            raise UserError(self.env._("Measures follow from this analysis: add to it, but take nothing out."))

    @api.constrains("parent_id")
    def _check_tree(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A reason cannot be its own reason."))
        for why in self:
            if why.parent_id and why.parent_id.improvement_id != why.improvement_id:
                raise ValidationError(self.env._("A reason belongs to the same improvement."))
