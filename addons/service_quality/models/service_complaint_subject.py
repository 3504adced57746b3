from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ServiceComplaintSubject(models.Model):
    """What customers complain about, as a tree, and which department usually answers for it."""

    _name = "service.complaint.subject"
    _description = "Complaint Subject"
    _parent_store = True
    _rec_names_search = ["complete_name"]
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(string="Full Name", compute="_compute_complete_name", recursive=True, store=True)
    parent_id = fields.Many2one("service.complaint.subject", string="Above", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("service.complaint.subject", "parent_id", string="Below")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    department_id = fields.Many2one(
        "hr.department", check_company=True, help="Proposed when a complaint about this is dispatched."
    )
    portal = fields.Boolean(string="In the Portal", default=True, help="Customers can choose it in the portal.")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for subject in self:
            above = subject.parent_id.complete_name
            subject.complete_name = f"{above} / {subject.name}" if above else subject.name

    @api.depends_context("lang")
    @api.depends("name", "parent_id")
    def _compute_display_name(self):
        for subject in self:
            above = subject.parent_id.display_name
            subject.display_name = f"{above} / {subject.name}" if above else subject.name

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A subject cannot stand below itself."))

    def _get_department(self):
        """The department that answers for a subject: its own, else that of the nearest one above."""
        self.ensure_one()
        subject = self
        while subject and not subject.department_id:
            subject = subject.parent_id
        return subject.department_id
