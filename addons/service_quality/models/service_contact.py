from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.call_record import RecordError, check_order
from ..engine.moment import At

MEDIA = [
    ("phone", "Phone call"),
    ("chat", "Chat"),
    ("visit", "Visit"),
    ("counter", "Counter"),
]
# What a contact is judged by: whoever changes it later corrects the record
_JUDGED = frozenset({"start", "answered", "abandoned", "direction"})


class ServiceContact(models.Model):
    """A call, a chat, a visit or somebody at the counter.

    It begins to ring, or to queue, at its start. Then it is answered and ends
    some time later, or whoever called gives up. An incoming contact may be
    promised an answer: its clock starts and stops at the contact's own
    moments, whenever these become known. Who gives up within the limit breaks
    no promise; who gives up after it was let down.

    Moments once recorded are corrected by service managers alone; the
    correction is logged and the clock starts anew.
    """

    _name = "service.contact"
    _description = "Contact"
    _inherit = ["mail.thread", "service.clock.mixin"]
    _order = "start desc, id desc"
    _rec_names_search = ["number", "subject", "partner_id"]
    _check_company_auto = True
    _clock_field = "contact_id"
    _clock_metrics = frozenset({"answer"})
    _clock_case_fields = frozenset({"company_id", "team_id", "channel_id", "partner_id", "medium", "number"})
    _clock_report_fields = frozenset({"company_id", "team_id", "user_id", "channel_id", "partner_id"})

    def _default_team_id(self):
        teams = self.env.user.helpdesk_team_ids
        return teams.filtered(lambda team: team.company_id in (self.env.company, team.company_id.browse()))[:1]

    medium = fields.Selection(MEDIA, string="Kind of Contact", required=True, default="phone")
    direction = fields.Selection([("in", "Incoming"), ("out", "Outgoing")], required=True, default="in")
    subject = fields.Char()
    note = fields.Text()
    # Moments
    start = fields.Datetime(
        string="Ring Start",
        required=True,
        index=True,
        default=lambda self: self._clock_now(),
        copy=False,
        help="When it began to ring or to queue.",
    )
    answered = fields.Datetime(string="Answered at", readonly=False, copy=False)
    ended = fields.Datetime(copy=False)
    abandoned = fields.Datetime(copy=False, help="When whoever called gave up.")
    state = fields.Selection(
        [("ringing", "Waiting"), ("talking", "In conversation"), ("ended", "Ended"), ("abandoned", "Abandoned")],
        compute="_compute_state",
        store=True,
        index=True,
    )
    hour = fields.Char(
        string="Hour of Day",
        compute="_compute_hour",
        store=True,
        help="The hour of the ring start in the company's time zone.",
    )
    # People
    user_id = fields.Many2one(
        "res.users", string="Agent", index=True, default=lambda self: self.env.user, domain=[("share", "=", False)]
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        index=True,
        check_company=True,
        default=lambda self: self._default_team_id(),
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        check_company=True,
        ondelete="restrict",
    )
    number = fields.Char(string="Number or Handle")
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null", check_company=True)
    partner_hint = fields.Char(string="Customer by Number", readonly=True, copy=False)
    service_tier_id = fields.Many2one(related="partner_id.service_tier_id")
    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", check_company=True, ondelete="set null", copy=False
    )
    # Where the record comes from
    source = fields.Selection(
        [("hand", "By hand"), ("api", "Telephone system"), ("import", "File")],
        readonly=True,
        default="hand",
        copy=False,
    )
    external_id = fields.Char(
        string="External ID", readonly=True, copy=False, help="The telephone system's own id of the call."
    )
    # Figures, written by _store_figures: empty means that there is nothing to count
    clock_ids = fields.One2many(
        "service.clock",
        "contact_id",
        string="Service Clocks",
        readonly=True,
        groups="service_quality.service_quality_group_agent",
    )
    contact_count = fields.Integer(string="Number of Contacts", readonly=True, copy=False)
    waiting_seconds = fields.Integer(string="Waiting (s)", readonly=True, copy=False, aggregator="avg")
    talking_seconds = fields.Integer(string="Talking (s)", readonly=True, copy=False, aggregator="avg")
    answered_count = fields.Integer(string="Answered Contacts", readonly=True, copy=False)
    abandoned_count = fields.Integer(string="Abandoned Contacts", readonly=True, copy=False)
    abandonment = fields.Float(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Share of the contacts that were given up.",
    )
    within_limit = fields.Float(
        string="Service Level",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Share answered within the limit. Who gave up within the limit is not counted.",
    )

    _external_uniq = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id IS NOT NULL",
        "This call has just been registered under the same external ID: send it again to update it.",
    )

    # Fields

    @api.depends("start", "answered", "ended", "abandoned")
    def _compute_state(self):
        for contact in self:
            if contact.answered:
                contact.state = "ended" if contact.ended else "talking"
            else:
                contact.state = "abandoned" if contact.abandoned else "ringing"

    @api.depends("start", "company_id")
    def _compute_hour(self):
        for company, contacts in self.sudo().grouped("company_id").items():
            located = self.with_context(tz=company.resource_calendar_id.tz or company.partner_id.tz or "UTC")
            for contact in contacts:
                start = contact.start and fields.Datetime.context_timestamp(located, contact.start)
                contact.hour = f"{start.hour:02}:00" if start else False

    @api.depends("medium", "company_id")
    def _compute_channel_id(self):
        channels = self.env["helpdesk.ticket.channel"]
        found = channels.search([("contact_medium", "!=", False), ("company_id", "in", [False, *self.company_id.ids])])
        for contact in self:
            fitting = found.filtered(
                lambda channel, contact=contact: (
                    channel.contact_medium == contact.medium
                    and channel.company_id in (contact.company_id, contact.company_id.browse())
                )
            )
            contact.channel_id = fitting.sorted(lambda channel: not channel.company_id)[:1]

    @api.depends("medium", "subject", "number", "partner_id")
    def _compute_display_name(self):
        media = dict(self._fields["medium"]._description_selection(self.env))
        for contact in self:
            who = contact.partner_id.display_name or contact.number
            name = contact.subject or media.get(contact.medium, "")
            contact.display_name = f"{name} · {who}" if who else name

    @api.onchange("number")
    def _onchange_number(self):
        if self.number and not self.partner_id:
            self.update(self._find_customers([self.number]).get(self.number, {}))

    @api.constrains("start", "answered", "ended", "abandoned")
    def _check_moments(self):
        now = fields.Datetime.now()
        for contact in self:
            if any(
                moment and moment > now
                for moment in (contact.start, contact.answered, contact.ended, contact.abandoned)
            ):
                raise ValidationError(self.env._("A contact cannot be recorded before it happens: check the times."))
            if contact.ended and not contact.answered:
                raise ValidationError(self.env._("Only an answered contact ends; one that was given up is abandoned."))
            try:
                check_order(contact._get_moments())
            except RecordError as error:
                raise ValidationError(self._describe_problem(error)) from error

    def _get_moments(self):
        return {name: self[name] for name in ("start", "answered", "ended", "abandoned")}

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(self._add_customers(vals_list))
        contacts._clock_start()
        contacts._follow_moments()
        contacts._answer_tickets()
        return contacts

    def write(self, vals):
        corrected = self._get_corrected(vals)
        before = {contact: contact._describe_moments() for contact in corrected}
        res = super().write(vals)
        if vals.get("number") and not vals.get("partner_id"):
            self._identify()
        self._after_write(vals.keys(), before)
        return res

    def _write_each(self, values):  # pylint: disable=missing-return
        """``{contact: values}``, each its own: what follows is done once for all of them."""
        contacts = self.browse().concat(*values)
        names = frozenset().union(*values.values())
        before = {}
        for contact, vals in values.items():
            before |= {corrected: corrected._describe_moments() for corrected in contact._get_corrected(vals)}
            # What `write` adds is done once for all of them, below
            super(ServiceContact, contact).write(vals)  # pylint: disable=super-method-mismatch
        if "number" in names:
            contacts._identify()
        contacts._after_write(names, before)

    def _after_write(self, names, before):
        if self._clock_report_fields & names:
            self.env["service.clock"]._report_again("contact_id", self)
        self._correct(before)
        if self._clock_case_fields & names:
            self._match_again()
        if {"start", "answered", "ended", "abandoned", "direction"} & names:
            self._follow_moments()
        if {"answered", "ticket_id"} & names:
            self._answer_tickets()

    def _get_corrected(self, vals):
        """Those of which ``vals`` change what was recorded before and judged.

        :raises AccessError: if the user may not
        """
        changes = {
            name: self._fields[name].convert_to_cache(vals[name], self) or False for name in _JUDGED & vals.keys()
        }
        corrected = self.filtered(
            lambda contact: any(contact[name] and contact[name] != value for name, value in changes.items())
        )
        if (
            corrected
            and not self.env.su
            and not self.env.user.has_group("service_quality.service_quality_group_manager")
        ):
            raise AccessError(
                self.env._(
                    "When a contact came, was answered or given up is recorded already:"
                    " ask a service manager to correct it."
                )
            )
        return corrected

    def _clock_refuse_deletion(self):
        raise UserError(self.env._("A promise was kept or broken on this contact: correct it instead of deleting it."))

    # Actions

    def action_answer(self):
        """Answered now, by this user unless somebody else is named."""
        for contact in self.filtered(lambda contact: contact.state == "ringing"):
            contact.write({"answered": contact._clock_now(), **({} if contact.user_id else {"user_id": self.env.uid})})

    def action_end(self):
        self.filtered(lambda contact: contact.state == "talking").write({"ended": self._clock_now()})

    def action_abandon(self):
        self.filtered(lambda contact: contact.state == "ringing").write({"abandoned": self._clock_now()})

    def action_create_ticket(self):
        """The case that the contact is about, open since the contact began."""
        self.ensure_one()
        if not self.ticket_id:
            # At its own time: the customer asked when the contact came, not when it was written down
            tickets = self.env["helpdesk.ticket"].with_context(service_at=At(self.start))
            self.ticket_id = tickets.create(self._prepare_ticket()).with_env(self.env)
        return self.action_open_ticket()

    def _prepare_ticket(self):
        subject = self.subject or self.display_name
        return {
            "name": subject,
            "description": self.note or subject,
            "partner_id": self.partner_id.id,
            "channel_id": self.channel_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
        }

    def action_open_ticket(self):
        self.ensure_one()
        return self.ticket_id._get_records_action()
