from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceKpiEvidence(models.Model):
    """A record that a figure of a closed period counted, with the values that it had then.

    Written once, by the close of the period: no role may create, write or
    delete one.
    """

    _name = "service.kpi.evidence"
    _description = "Evidence of a Figure"
    _order = "at, id"
    _rec_name = "label"
    _log_access = False

    period_id = fields.Many2one("service.kpi.period", required=True, readonly=True, ondelete="restrict", index=True)
    kpi_id = fields.Many2one("service.kpi", string="Indicator", required=True, readonly=True, ondelete="restrict")
    root_id = fields.Many2one(
        "service.kpi", string="Indicator (any Version)", required=True, readonly=True, ondelete="restrict"
    )
    # The record, and what it said
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    label = fields.Char(string="Case", readonly=True)
    at = fields.Datetime(string="Moment", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, help="The day in the company's time zone.")
    numerator = fields.Float(readonly=True, digits=(16, 4))
    denominator = fields.Float(readonly=True, digits=(16, 4))
    answered = fields.Boolean(readonly=True, help="Whether the record tells something at all.")
    # Whose it was then
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    # Case mix
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True, ondelete="restrict")
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True, ondelete="restrict")
    priority = fields.Char(readonly=True)

    _employee_idx = models.Index("(root_id, employee_id, day)")
    _team_idx = models.Index("(root_id, team_id, day)")
    _company_idx = models.Index("(root_id, company_id, day)")

    @api.depends("label")
    def _compute_display_name(self):
        for evidence in self:
            evidence.display_name = evidence.label or f"#{evidence.res_id}"

    def action_open_record(self):
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The record was deleted since; its values at the close are kept here."))
        return record._get_records_action()

    def write(self, vals):
        raise UserError(self.env._("Evidence is never changed."))
