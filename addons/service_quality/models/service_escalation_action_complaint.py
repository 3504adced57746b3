from odoo import fields, models
from odoo.exceptions import UserError


class ServiceEscalationAction(models.Model):
    """Open a complaint from the case that escalated, once."""

    _inherit = "service.escalation.action"

    kind = fields.Selection(selection_add=[("complaint", "Open a complaint")], ondelete={"complaint": "cascade"})

    def _run_complaint(self, step, subject, people):
        if subject._name != "helpdesk.ticket":
            subject = step.ticket_id
        if not subject:
            raise UserError(self.env._("There is no case to open a complaint from."))
        subject._complaint_open(self.text or step._get_headline())
