from odoo import api, fields, models

from ..engine.metrics import Signal
from ..engine.moment import At
from .service_clock_mixin import is_over
from .service_standard import CASE_KINDS


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "service.clock.mixin"]

    _clock_field = "ticket_id"
    _clock_position_fields = frozenset({"stage_id", "team_id", "user_id", "active", "duplicate_id"})
    # An agent can bring a team, and a team another agent, company or stage
    _clock_case_fields = frozenset(
        {
            "priority",
            "team_id",
            "user_id",
            "category_id",
            "channel_id",
            "kind",
            "partner_id",
            "tag_ids",
            "product_id",
            "company_id",
        }
    )
    _clock_report_fields = frozenset({"company_id", "team_id", "user_id", "channel_id", "category_id", "partner_id"})

    kind = fields.Selection(CASE_KINDS, default="inquiry", tracking=True, help="What kind of case this is.")
    clock_ids = fields.One2many(
        "service.clock",
        "ticket_id",
        string="Service Clocks",
        readonly=True,
        groups="service_quality.service_quality_group_agent",
    )
    # Stored, so that the open ones are found among the many of the past
    closed = fields.Boolean(store=True)
    first_response_open = fields.Boolean(compute="_compute_open_promises")
    preliminary_solution_open = fields.Boolean(compute="_compute_open_promises")

    _open_idx = models.Index("(clock_due, priority DESC, id) WHERE active IS TRUE AND closed IS NOT TRUE")

    def _compute_open_promises(self):
        opened = {
            (ticket.id, metric)
            for ticket, metric in self.env["service.clock"]
            .sudo()
            ._read_group(
                [("ticket_id", "in", self.ids), ("state", "in", ("running", "paused"))], ["ticket_id", "metric"]
            )
        }
        for ticket in self:
            ticket.first_response_open = (ticket.id, "first_response") in opened
            ticket.preliminary_solution_open = (ticket.id, "preliminary_solution") in opened
            ticket.handover_open = (ticket.id, "handover") in opened

    # What the clocks ask

    def _clock_case(self):
        return {
            "company": self.company_id.id,
            "tier": self.sudo().commercial_partner_id.service_tier_id.id,
            "customer": frozenset(self.sudo().partner_id._get_customers_above().ids),
            "product": self.sudo().product_id.categ_id.id,
            "team": self.team_id.id,
            "category": self.category_id.id,
            "channel": self.channel_id.id,
            "kind": self.kind,
            "priority": self.priority,
            "tag": frozenset(self.tag_ids.ids),
        }

    def _clock_report(self):
        return {
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "channel_id": self.channel_id.id,
            "category_id": self.category_id.id,
            "partner_id": self.commercial_partner_id.id,
        }

    def _clock_position(self):
        if not self.active or self.duplicate_id:
            return "set_aside"
        return self.stage_id._get_clock_position()

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._clock_begin_safely()
        if self.env.context.get("service_acknowledge"):
            tickets._acknowledge()
        return tickets

    def write(self, vals):
        moves = bool(self._clock_position_fields & vals.keys())
        before = self._clock_watch() if moves else {}
        terms = self.sudo()._clock_terms() if self._clock_changes_case(vals) else None
        res = super().write(vals)
        if self._clock_report_fields & vals.keys():
            self.env["service.clock"]._report_again("ticket_id", self)
        if terms:
            self.sudo()._clock_follow_terms(terms)
        if not self._get_start_fields().isdisjoint(vals):
            self._clock_follow_dates()
        if moves:
            self._clock_follow(before)
        return res

    # Messages

    @api.model
    def message_new(self, msg, custom_values=None):
        # helpdesk_mgmt assigns a new ticket to who creates it: here that is the gateway, which handles no case
        ticket = super().message_new(msg, custom_values={"user_id": False, **(custom_values or {})})
        ticket._acknowledge()
        return ticket

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        if self._is_reply(message):
            self._clock_signal(Signal.REPLIED)
        elif self._is_from_customer(message) and not is_over(self._clock_position()):
            self._clock_note({self.id: "asked"})
            self._clock_start(lambda target: target.metric == "next_update")
        return res

    def _is_reply(self, message):
        """A person of ours wrote to the customer: no internal note, no automatic mail, not the customer."""
        author = message.author_id
        return (
            self._is_conversation(message)
            and bool(author)
            and author != self.partner_id
            and not author.partner_share
            and author != self.env.ref("base.partner_root", raise_if_not_found=False)
        )

    def _is_from_customer(self, message):
        return self._is_conversation(message) and (
            message.author_id == self.partner_id or not message.author_id or message.author_id.partner_share
        )

    @api.model
    def _is_conversation(self, message):
        """Whether a message is part of what the customer and we say to each other."""
        at = At.of(self.env.context)
        return (
            message.message_type in ("comment", "email")
            and not (at and at.automatic)
            and bool(message.subtype_id)
            and not message.subtype_id.internal
            and not message.is_internal
        )

    # Actions

    def action_answered_by_phone(self):
        """The customer was answered without a message: the first response is given, now and by this user."""
        self.check_access("write")
        self._clock_signal(Signal.REPLIED, note=self.env._("Answered by phone"))
        for ticket in self:
            ticket.message_post(body=self.env._("The customer was answered by phone."))

    def action_preliminary_solution(self):
        self.check_access("write")
        self._clock_signal(Signal.PROPOSED, note=self.env._("Preliminary solution given"))
        for ticket in self:
            ticket.message_post(body=self.env._("A preliminary solution was given to the customer."))

    def action_view_clocks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_clock_action")
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {"create": False}}
