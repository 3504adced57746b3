from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..engine.escalation import Why
from .service_escalation import OPEN_STATES


class HelpdeskTicket(models.Model):
    """Cases climb: by their clocks, by what happens to them, by hand and by the customer."""

    _inherit = "helpdesk.ticket"

    escalation_ids = fields.One2many(
        "service.escalation",
        "ticket_id",
        string="Escalations",
        readonly=True,
        groups="service_quality.service_quality_group_agent",
    )
    escalation_count = fields.Integer(
        compute="_compute_escalation", groups="service_quality.service_quality_group_agent"
    )
    escalation_level = fields.Integer(
        compute="_compute_escalation",
        groups="service_quality.service_quality_group_agent",
        help="The highest level that the case reached and that still holds.",
    )
    escalation_summary = fields.Char(
        string="Escalation", compute="_compute_escalation", groups="service_quality.service_quality_group_agent"
    )
    escalation_mine = fields.Boolean(
        compute="_compute_escalation", groups="service_quality.service_quality_group_agent"
    )

    @api.depends_context("uid")
    def _compute_escalation(self):
        # Who may read a ticket may see who was told about it, hence sudo
        steps = self.env["service.escalation"].sudo().search([("ticket_id", "in", self.ids)])
        by_ticket = steps.grouped(lambda step: step.ticket_id.id)
        for ticket in self:
            mine = by_ticket.get(ticket.id, steps.browse())
            held = mine.filtered(lambda step: step.state in (*OPEN_STATES, "unanswered"))
            highest = held.sorted(lambda step: (step.number, step.due_at))[-1:]
            ticket.escalation_count = len(mine)
            ticket.escalation_level = highest.number
            ticket.escalation_summary = highest._summarise() if highest else False
            ticket.escalation_mine = any(
                step.state == "told" and self.env.user in step.notice_ids.user_id for step in held
            )

    # What happens

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._escalate_new()
        return tickets

    def _escalate_new(self):
        steps = self.env["service.escalation"]
        steps._raise_event(
            self,
            "vip",
            "vip",
            lambda ticket: ticket.commercial_partner_id.service_tier_id.name,
            lambda level, ticket: ticket.commercial_partner_id.service_tier_id in level.tier_ids,
        )
        self._escalate_words(lambda ticket: f"{ticket.name} {html2plaintext(ticket.description or '')}")

    def _escalate_words(self, text):
        """Keywords in what the customer wrote.

        :param text: function of a ticket
        """
        found = {}

        def matches(level, ticket):
            written = text(ticket).lower()
            word = next((word for word in level._get_keywords() if word in written), None)
            found[ticket.id] = found.get(ticket.id) or word
            return bool(word)

        for cycle, tickets in self.grouped("clock_cycle").items():
            self.env["service.escalation"]._raise_event(
                tickets,
                "keyword",
                f"keyword:{cycle}",
                lambda ticket: self.env._("The customer wrote “%(word)s”.", word=found[ticket.id]),
                matches,
            )

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        if self.env["service.escalation.policy"]._get_event_levels() and self._is_from_customer(message):
            self._escalate_words(lambda _ticket: html2plaintext(message.body or ""))
            self._escalate_contacts()
        return res

    def _escalate_contacts(self):
        """The customer turned to us once more about the same case."""
        steps = self.env["service.escalation"]
        if "contacts" not in self.env["service.escalation.policy"]._get_event_levels():
            return
        for ticket in self.sudo():
            count = ticket._count_customer_contacts()
            steps._raise_event(
                ticket,
                "contacts",
                f"contacts:{ticket.clock_cycle}",
                self.env._("The customer turned to us %(count)s times.", count=count),
                lambda level, _ticket, count=count: count >= level.value,
            )

    def _count_customer_contacts(self):
        """Messages of the customer and calls about the case."""
        messages = self.message_ids.filtered(self._is_from_customer)
        contacts = self.env["service.contact"].sudo()
        return len(messages) + contacts.search_count([("ticket_id", "=", self.id), ("direction", "=", "in")])

    def _clock_reopen(self):
        res = super()._clock_reopen()
        for cycle, tickets in self.grouped("clock_cycle").items():
            self.env["service.escalation"]._raise_event(
                tickets,
                "reopened",
                f"reopened:{cycle - 1}",
                self.env._("Reopened %(count)s times.", count=cycle - 1),
                lambda level, _ticket, cycle=cycle: cycle - 1 >= level.value,
            )
        return res

    def _clock_follow(self, before):
        res = super()._clock_follow(before)
        if moved := self.filtered(lambda ticket: before[ticket.id] != ticket._clock_position()):
            self.env["service.escalation"]._follow_ticket(moved)
        return res

    # Actions

    def action_escalate(self):
        """Ask why the case is taken to the next level."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalate"),
            "res_model": "service.escalation.request",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def action_acknowledge_escalation(self):
        """I take care of what I was told about this case."""
        self.env["service.escalation"].search(
            [("ticket_id", "in", self.ids), ("is_mine", "=", True)]
        ).action_acknowledge()

    def action_view_escalations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_escalation_action")
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {}}

    def _escalate(self, reason, why=Why.MANUAL):
        """Take the case to the level for it, else to the next of its ladder.

        :param why: ``Why.MANUAL`` or ``Why.CUSTOMER``
        :raises UserError: where no policy holds, or everybody was told already
        """
        self.ensure_one()
        if self._clock_position() in ("closed", "cancelled", "set_aside"):
            raise UserError(self.env._("%(ticket)s is closed: reopen it first.", ticket=self.display_name))
        steps = self.env["service.escalation"]
        count = steps.sudo().search_count([("ticket_id", "=", self.id), ("why", "=", why)])
        if not steps._raise_event(self, why, f"{why}:{count + 1}", reason, why=why) and not steps._climb_by_hand(
            self, why, reason
        ):
            raise UserError(
                self.env._(
                    "No level is left to escalate %(ticket)s to: everybody on its ladder was told, or no policy holds.",
                    ticket=self.display_name,
                )
            )
