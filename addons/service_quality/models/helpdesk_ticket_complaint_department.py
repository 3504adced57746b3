from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .helpdesk_ticket_complaint import INTERNAL


class HelpdeskTicket(models.Model):
    """The department that answers for a complaint, and what its people may do: read, investigate, propose."""

    _inherit = "helpdesk.ticket"

    complaint_department_id = fields.Many2one(
        "hr.department",
        string="Responsible Department",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
    )
    complaint_owner_id = fields.Many2one(
        "res.users",
        string="Owner in the Department",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
    )
    complaint_for_my_department = fields.Boolean(
        string="For My Department",
        compute="_compute_complaint_for_my_department",
        search="_search_complaint_for_my_department",
        groups=INTERNAL,
    )

    @api.depends_context("uid")
    @api.depends("complaint_department_id")
    def _compute_complaint_for_my_department(self):
        mine = self._complaint_get_my_departments()
        for ticket in self:
            ticket.complaint_for_my_department = ticket.complaint_department_id.id in mine

    def _search_complaint_for_my_department(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("complaint_department_id", "in", self._complaint_get_my_departments())
        return mine if True in value else ~mine

    @api.model
    def _complaint_get_my_departments(self):
        """Ids of the departments that the user works in or heads; hence sudo, who may not read employees."""
        uid = self.env.uid
        return (
            self.env["hr.department"]
            .sudo()
            .search(["|", ("member_ids.user_id", "=", uid), ("manager_id.user_id", "=", uid)])
            .ids
        )

    @api.model
    def _complaint_get_people(self, department):
        """The users who work in a department or head it."""
        employees = department.sudo().member_ids | department.sudo().manager_id
        return employees.user_id.filtered(lambda user: user.active and not user.share)

    # What the department may do

    def _complaint_check_handler(self):
        """Who may investigate and propose: who handles the ticket, and the people of its department."""
        self.check_access("read")
        if self.has_access("write"):
            return
        mine = self._complaint_get_my_departments()
        for ticket in self.sudo():
            if ticket.complaint_department_id.id not in mine:
                raise AccessError(self.env._("This complaint is not for your department."))

    def _complaint_dispatch(self, department, owner, note=None):
        """Hand complaints to a department and somebody there, who is left an activity."""
        self.check_access("write")
        for ticket in self:
            if ticket.complaint_step in (False, "closed"):
                raise UserError(self.env._("%(ticket)s is no open complaint.", ticket=ticket.display_name))
            if owner not in self._complaint_get_people(department):
                raise UserError(
                    self.env._(
                        "%(person)s does not work in %(department)s, or cannot log in there.",
                        person=owner.name,
                        department=department.display_name,
                    )
                )
        self.sudo().write({"complaint_department_id": department.id, "complaint_owner_id": owner.id})
        moved = self.filtered(lambda ticket: ticket.complaint_step in ("received", "acknowledged"))
        moved._complaint_advance("dispatched", self._complaint_describe_dispatch(department, owner, note))
        (self - moved)._complaint_log(
            [
                {
                    "kind": "step",
                    "step": "dispatched",
                    "note": self._complaint_describe_dispatch(department, owner, note),
                }
            ]
        )
        self._complaint_tell_owner(owner, note)

    def _complaint_describe_dispatch(self, department, owner, note):
        text = f"{department.display_name}, {owner.name}"
        return f"{text}: {note}" if note else text

    def _complaint_tell_owner(self, owner, note):
        kind = self.env.ref("service_quality.mail_activity_type_complaint")
        tickets = self.sudo()
        tickets._complaint_get_activities().unlink()
        following = {ticket.id: ticket.message_partner_ids for ticket in tickets}
        summary = self.with_context(lang=owner.lang).env._("Investigate the complaint and say what you propose")
        self.env["mail.activity"].sudo().create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": ticket.id,
                    "user_id": owner.id,
                    "summary": summary,
                    "note": note or False,
                    "date_deadline": fields.Date.context_today(self),
                }
                for ticket in tickets
            ]
        )
        # An activity makes a follower, who would see the complaint for ever and get what is written to the customer
        tickets.filtered(lambda ticket: owner.partner_id not in following[ticket.id]).message_unsubscribe(
            owner.partner_id.ids
        )

    def _complaint_get_activities(self):
        """What somebody was asked to do, or told, about these complaints."""
        return self.sudo().activity_search(["service_quality.mail_activity_type_complaint"], only_automated=False)

    def _complaint_record_findings(self, values):
        """What the investigation found, by whoever may investigate.

        :param values: of the fields of findings
        """
        self._complaint_check_handler()
        allowed = {
            "complaint_findings",
            "cause_id",
            "complaint_justified",
            "complaint_justified_reason",
        }
        for ticket in self:
            if ticket.complaint_step not in ("dispatched", "investigated", "proposed"):
                raise UserError(
                    self.env._("%(ticket)s is investigated after it was dispatched.", ticket=ticket.display_name)
                )
        self.sudo().write({name: value for name, value in values.items() if name in allowed})
        for ticket in self.filtered(lambda ticket: ticket.complaint_step == "dispatched"):
            ticket.sudo()._complaint_check(("investigated",))
            ticket.sudo()._complaint_arrive(("investigated",))
        asked = self.env.user | self.sudo().complaint_owner_id
        self._complaint_get_activities().filtered(lambda activity: activity.user_id in asked).unlink()

    # Colleagues of other departments write to us, we write to the customer

    def message_post(self, **kwargs):
        if self._complaint_is_only_colleague() and not self._complaint_is_internal(kwargs):
            raise AccessError(self.env._("Write an internal note: the service department writes to the customer."))
        return super().message_post(**kwargs)

    def _complaint_is_only_colleague(self):
        user = self.env.user
        return (
            not self.env.su
            and bool(self[:1].complaint_step)
            and user._is_internal()
            and self[:1].partner_id != user.partner_id
            and not self.has_access("write")
        )

    def _complaint_is_internal(self, kwargs):
        subtype = kwargs.get("subtype_id") or self.env.ref("mail.mt_note").id
        if kwargs.get("subtype_xmlid"):
            subtype = self.env["ir.model.data"]._xmlid_to_res_id(kwargs["subtype_xmlid"])
        partners = self.env["res.partner"].sudo().browse(kwargs.get("partner_ids") or [])
        return (
            self.env["mail.message.subtype"].sudo().browse(subtype).internal
            and not kwargs.get("outgoing_email_to")
            and not any(partners.mapped("partner_share"))
        )
