from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.metrics import Signal


class ServiceCallback(models.Model):
    """A call that was promised for a moment.

    Calling keeps the promise, whether somebody answers or not; a wrong number
    does not. The moment moves only with an attempt in which the customer
    agreed to another one: before it has passed the same clock goes on, else a
    new one starts and the miss stays.
    """

    _name = "service.callback"
    _description = "Call-back"
    _inherit = ["mail.thread", "mail.activity.mixin", "service.clock.mixin"]
    _order = "promised, id"
    _check_company_auto = True

    _clock_field = "callback_id"
    _clock_report_fields = frozenset({"company_id", "team_id", "user_id", "partner_id"})

    # Who is to be called about what
    ticket_id = fields.Many2one("helpdesk.ticket", index="btree_not_null", check_company=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    phone = fields.Char(string="Number", compute="_compute_phone", store=True, readonly=False, precompute=True)
    channel = fields.Selection(
        [("phone", "Phone"), ("chat", "Chat"), ("video", "Video"), ("email", "E-mail")], required=True, default="phone"
    )
    subject = fields.Char(help="What the call is about.")
    # Who calls, and when
    promised = fields.Datetime(required=True, default=lambda self: self._default_promised(), tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Caller",
        default=lambda self: self.env.user,
        required=True,
        domain=[("share", "=", False)],
        tracking=True,
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        compute="_compute_from_ticket",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_from_ticket", store=True, readonly=False, precompute=True, required=True
    )
    state = fields.Selection(
        [("open", "To call"), ("done", "Reached"), ("failed", "Not reached"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
    )
    attempt_ids = fields.One2many("service.callback.attempt", "callback_id", string="Attempts", readonly=True)
    attempt_count = fields.Integer(compute="_compute_attempt_count")
    clock_ids = fields.One2many(
        "service.clock",
        "callback_id",
        string="Service Clocks",
        readonly=True,
        groups="service_quality.service_quality_group_agent",
    )

    def _default_promised(self):
        """In an hour, on the minute."""
        return fields.Datetime.now().replace(second=0) + timedelta(hours=1)

    @api.depends("partner_id", "ticket_id", "subject")
    def _compute_display_name(self):
        for callback in self:
            who = callback.partner_id.name or callback.phone or ""
            callback.display_name = self.env._("Call %(who)s back", who=who) if who else self.env._("Call-back")

    @api.depends("ticket_id")
    def _compute_from_ticket(self):
        for callback in self:
            ticket = callback.ticket_id
            callback.partner_id = ticket.partner_id or callback.partner_id
            callback.team_id = ticket.team_id or callback.team_id
            callback.company_id = ticket.company_id or callback.company_id or self.env.company

    @api.depends("partner_id")
    def _compute_phone(self):
        for callback in self:
            callback.phone = callback.partner_id.phone or callback.phone

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        for callback in self:
            callback.attempt_count = len(callback.attempt_ids)

    # What the clock asks

    def _clock_report(self):
        return {
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "channel_id": self.ticket_id.channel_id.id,
            "category_id": self.ticket_id.category_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
        }

    def _clock_position(self):
        return {"open": "open", "done": "closed"}.get(self.state, "cancelled")

    def _clock_calendars(self):
        return dict.fromkeys(self.ids, self.env["resource.calendar"])

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        callbacks = super().create(vals_list)
        callbacks.sudo()._promise()
        return callbacks

    def write(self, vals):
        if not self.env.su and {"promised", "state"} & vals.keys():
            raise UserError(
                self.env._(
                    "A promised moment moves with an attempt: record one with the new date that the customer agreed to."
                )
            )
        res = super().write(vals)
        if self._clock_report_fields & vals.keys():
            self.env["service.clock"]._report_again("callback_id", self.sudo())
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        if not self.env.su:
            raise UserError(self.env._("A promise is not deleted: cancel the call-back."))

    # Actions

    def action_reached(self):
        return self._log_attempt("reached")

    def action_no_answer(self):
        return self._log_attempt("no_answer")

    def action_wrong_number(self):
        return self._log_attempt("wrong_number")

    def action_new_date(self):
        """Ask for the moment that the customer agreed to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.callback.attempt",
            "name": self.env._("New Date"),
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_callback_id": self.id,
                "default_outcome": "new_date",
                "default_promised": self._default_promised(),
            },
        }

    def action_fail(self):
        """Give up: the customer cannot be reached."""
        self._end("failed")

    def action_cancel(self):
        """The call is not needed any more."""
        self._end("cancelled")

    def action_view_clocks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_clock_action")
        return {**action, "domain": [("callback_id", "=", self.id)], "context": {"create": False}}

    # Life of the promise

    def _log_attempt(self, outcome):
        self.env["service.callback.attempt"].create(
            [{"callback_id": callback.id, "outcome": outcome} for callback in self]
        )

    def _promise(self):
        self.env["service.clock"]._open_until(
            "callback_id", "callback", {callback: callback.promised for callback in self}, self._clock_now()
        )

    def _called(self, done):
        """Somebody called; whether the customer answered is another matter."""
        self._clock_signal(Signal.CALLED_BACK)
        if done:
            self.write({"state": "done"})

    def _move_promise(self, moment):
        """The customer agreed to another moment."""
        now = self._clock_now()
        for callback in self:
            callback.promised = moment
            clock = callback.clock_ids.filtered(lambda c: c.state == "running")
            if clock and clock.due >= now:
                clock._redate_until(moment, now)
                continue
            # Too late to move, or called already: the next promise has a clock of its own
            callback._clock_signal(Signal.CALLED_BACK)
            callback.clock_cycle += 1
            callback._promise()

    def _end(self, state):
        self.check_access("write")
        callbacks = self.sudo().filtered(lambda callback: callback.state == "open")
        before = callbacks._clock_watch()
        callbacks.write({"state": state})
        callbacks._clock_follow(before)
