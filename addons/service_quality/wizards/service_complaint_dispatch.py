from odoo import api, fields, models


class ServiceComplaintDispatch(models.TransientModel):
    """Hand a complaint to the department that answers for it, and to somebody there."""

    _name = "service.complaint.dispatch"
    _description = "Dispatch a Complaint"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    department_id = fields.Many2one(
        "hr.department",
        string="Responsible Department",
        required=True,
        compute="_compute_department_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    people_ids = fields.Many2many("res.users", compute="_compute_people_ids")
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        compute="_compute_owner_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'in', people_ids)]",
    )
    note = fields.Text(string="Question", help="What the department is asked to find out.")

    @api.depends("ticket_id")
    def _compute_department_id(self):
        for wizard in self:
            ticket = wizard.ticket_id
            wizard.department_id = ticket.complaint_department_id or (
                ticket.complaint_subject_id and ticket.complaint_subject_id._get_department()
            )

    @api.depends("department_id")
    def _compute_people_ids(self):
        for wizard in self:
            wizard.people_ids = wizard.ticket_id._complaint_get_people(wizard.department_id)

    @api.depends("department_id")
    def _compute_owner_id(self):
        """The head of the department, unless somebody of it was chosen."""
        for wizard in self:
            people = wizard.ticket_id._complaint_get_people(wizard.department_id)
            head = wizard.department_id.sudo().manager_id.user_id
            if wizard.owner_id not in people:
                wizard.owner_id = head if head in people else people[:1]

    def action_dispatch(self):
        self.ensure_one()
        self.ticket_id._complaint_dispatch(self.department_id, self.owner_id, self.note)
        return {"type": "ir.actions.act_window_close"}
