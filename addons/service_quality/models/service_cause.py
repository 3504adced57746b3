from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ServiceCause(models.Model):
    """Why something went wrong: a tree whose top level names the fields in which causes are looked for."""

    _name = "service.cause"
    _description = "Cause"
    _parent_store = True
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    display_name = fields.Char(recursive=True)
    code = fields.Char(help="A short sign, in lists and imports.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("service.cause", string="Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("service.cause", "parent_id", string="Causes Below")
    ticket_count = fields.Integer(string="Cases", compute="_compute_ticket_count")

    _code_uniq = models.Constraint("UNIQUE(code)", "Each cause has a code of its own.")

    @api.depends("name", "parent_id.display_name")
    def _compute_display_name(self):
        for cause in self:
            above = cause.parent_id.display_name
            cause.display_name = f"{above} / {cause.name}" if above else cause.name

    def _compute_ticket_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group([("cause_id", "in", self.ids)], ["cause_id"], ["__count"])
        )
        for cause in self:
            cause.ticket_count = counts.get(cause, 0)

    @api.constrains("parent_id")
    def _check_tree(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A cause cannot be part of itself."))

    def action_view_tickets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.helpdesk_ticket_action_due")
        return {**action, "domain": [("cause_id", "child_of", self.id)], "context": {}}
