from odoo import fields, models

from ..engine.complaint import Threshold
from .helpdesk_ticket_complaint import SEVERITIES


class ServiceComplaintLevelRule(models.Model):
    """A line of the table that makes severity and repetition a level. The highest level that a line gives counts."""

    _name = "service.complaint.level.rule"
    _description = "Complaint Level Rule"
    _order = "level_id, repetition, id"

    level_id = fields.Many2one("service.complaint.level", required=True, index=True, ondelete="cascade")
    severity = fields.Selection(SEVERITIES, help="Empty: of any severity.")
    repetition = fields.Integer(
        string="From the nth Complaint", required=True, default=1, help="1: the customer's first complaint counts."
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.")

    _repetition_positive = models.Constraint("CHECK(repetition >= 1)", "Complaints are counted from 1.")

    def _get_threshold(self):
        self.ensure_one()
        return Threshold(self.severity or None, self.repetition, self.level_id.number)
