from odoo import api, fields, models

from ..models.service_inspection_line import RATINGS


class ServiceInspectionAppealRequest(models.TransientModel):
    """Say why a judgement is wrong."""

    _name = "service.inspection.appeal.request"
    _description = "Appeal against an Inspection"

    inspection_id = fields.Many2one("service.inspection", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_appeal(self):
        for request in self:
            request.inspection_id._appeal(request.reason)


class ServiceInspectionDecision(models.TransientModel):
    """Decide about an appeal."""

    _name = "service.inspection.decision"
    _description = "Decision about an Appeal"

    inspection_id = fields.Many2one("service.inspection", required=True, ondelete="cascade")
    appeal_reason = fields.Text(compute="_compute_appeal_reason")
    outcome = fields.Selection([("rejected", "Reject"), ("accepted", "Accept")], required=True, default="rejected")
    decision = fields.Text(string="Why", required=True)
    line_ids = fields.One2many(
        "service.inspection.decision.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("inspection_id")
    def _compute_appeal_reason(self):
        for wizard in self:
            wizard.appeal_reason = wizard.inspection_id.appeal_ids.reason

    @api.depends("inspection_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create({"line_id": line.id}) for line in wizard.inspection_id.line_ids
            ]

    def action_decide(self):
        for wizard in self:
            revised = {line.line_id: line.revised for line in wizard.line_ids if line.revised}
            wizard.inspection_id._decide(wizard.outcome, wizard.decision, revised)


class ServiceInspectionDecisionLine(models.TransientModel):
    _name = "service.inspection.decision.line"
    _description = "Criterion Judged Anew"

    wizard_id = fields.Many2one("service.inspection.decision", required=True, ondelete="cascade")
    line_id = fields.Many2one("service.inspection.line", string="Criterion", required=True, ondelete="cascade")
    rating = fields.Selection(related="line_id.rating", string="Judged")
    note = fields.Char(related="line_id.note")
    revised = fields.Selection(RATINGS, string="Judged Anew")
