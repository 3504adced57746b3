from odoo import api, fields, models

from ..models.helpdesk_ticket_complaint import JUSTIFIED

_FIELDS = ("complaint_findings", "cause_id", "complaint_justified", "complaint_justified_reason")


class ServiceComplaintInvestigation(models.TransientModel):
    """What the responsible department found out."""

    _name = "service.complaint.investigation"
    _description = "Findings on a Complaint"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    complaint_findings = fields.Text(string="Findings", required=True)
    cause_id = fields.Many2one("service.cause")
    complaint_justified = fields.Selection(JUSTIFIED, string="Justified", required=True)
    complaint_justified_reason = fields.Text(string="Reason", required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ticket = self.env["helpdesk.ticket"].browse(values.get("ticket_id"))
        if ticket:
            ticket._complaint_check_handler()
            for name in _FIELDS:
                value = ticket[name]
                values[name] = value.id if name.endswith("_id") else value
        return values

    def action_record(self):
        self.ensure_one()
        self.ticket_id._complaint_record_findings(
            {name: self[name].id if name.endswith("_id") else self[name] for name in _FIELDS}
        )
        return {"type": "ir.actions.act_window_close"}
