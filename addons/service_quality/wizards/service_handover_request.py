from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..engine.moment import from_epoch, to_epoch

_HOURS = 8


class ServiceHandoverRequest(models.TransientModel):
    """Hand cases to departments: a request for each case and each department."""

    _name = "service.handover.request"
    _description = "Hand to Department"

    ticket_ids = fields.Many2many("helpdesk.ticket", string="Cases", required=True)
    single = fields.Boolean(compute="_compute_single")
    department_ids = fields.Many2many("hr.department", string="Departments", required=True)
    user_id = fields.Many2one("res.users", string="Owner", domain=[("share", "=", False)])
    name = fields.Char(
        string="Subject",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        help="The case, or the part of it, that the department is asked about.",
    )
    question = fields.Text(required=True)
    deadline = fields.Datetime(required=True, default=lambda self: self._default_deadline())
    shared = fields.Text(
        string="What is Shared",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        help="The department sees the question, this text and the attachments, and nothing else of the case.",
    )
    share_description = fields.Boolean(default=True, help="Each department sees what its case says.")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    @api.model
    def _default_deadline(self):
        """Eight working hours of the company from now."""
        now = fields.Datetime.now().replace(second=0)
        table = self.env["service.clock"]._get_table(self.env.company.resource_calendar_id.id)
        moment = table.deadline(to_epoch(now), _HOURS * 3600)
        return from_epoch(moment) if moment is not None else fields.Datetime.add(now, hours=_HOURS)

    @api.depends("ticket_ids")
    def _compute_single(self):
        for request in self:
            request.single = len(request.ticket_ids) == 1

    @api.depends("ticket_ids")
    def _compute_from_ticket(self):
        for request in self:
            ticket = request.ticket_ids if len(request.ticket_ids) == 1 else request.ticket_ids.browse()
            request.name = ticket.name
            request.shared = _describe(ticket)

    def action_hand_over(self):
        self.ensure_one()
        self.ticket_ids.check_access("write")
        if self.user_id and len(self.department_ids) > 1:
            raise UserError(self.env._("One owner answers for one department: ask several departments without one."))
        handovers = self.env["service.handover"].create(
            [self._prepare(ticket, department) for ticket in self.ticket_ids for department in self.department_ids]
        )
        for handover in handovers:
            handover._attach(self.attachment_ids, handover)
        return handovers._get_records_action(name=self.env._("Department Requests"))

    def _prepare(self, ticket, department):
        single = len(self.ticket_ids) == 1
        return {
            "ticket_id": ticket.id,
            "department_id": department.id,
            "user_id": self.user_id.id,
            "name": self.name if single and self.name else ticket.name,
            "question": self.question,
            "shared": self.shared if single else self.share_description and _describe(ticket),
            "deadline": self.deadline,
        }


def _describe(ticket):
    """What a case says, without whom it is about."""
    return html2plaintext(ticket.description or "").strip()
