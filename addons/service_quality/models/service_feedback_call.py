from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_LATER_HOURS = 4


class ServiceFeedbackCall(models.Model):
    """A customer on somebody's list of calls. The caller sees whom to call and what to ask, not what was answered."""

    _name = "service.feedback.call"
    _description = "Satisfaction Call"
    _order = "next_call_at, id"
    _check_company_auto = True

    feedback_id = fields.Many2one(
        "service.feedback",
        string="Satisfaction",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="service_quality.service_quality_group_leader",
    )
    campaign_id = fields.Many2one("service.feedback.campaign", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    # Whom to call about what
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    partner_name = fields.Char(string="Name", readonly=True)
    phone = fields.Char(string="Number", readonly=True)
    case_name = fields.Char(string="About", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, index="btree_not_null")
    agent_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    question = fields.Char(compute="_compute_script")
    script = fields.Html(compute="_compute_script")
    # Who calls, and when
    caller_id = fields.Many2one(
        "res.users", domain=[("share", "=", False)], index="btree_not_null", help="Empty: anybody."
    )
    next_call_at = fields.Datetime(string="Call at", required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [
            ("open", "To call"),
            ("done", "Answered"),
            ("declined", "Declined"),
            ("failed", "Not reached"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    attempt_ids = fields.One2many("service.feedback.attempt", "call_id", string="Attempts", readonly=True)
    attempt_count = fields.Integer(compute="_compute_attempt_count", store=True)

    _not_concerned = models.Constraint(
        "CHECK(caller_id IS NULL OR agent_id IS NULL OR caller_id != agent_id)",
        "Who handled the case does not ask how it was: choose another caller.",
    )

    @api.depends("partner_name", "phone")
    def _compute_display_name(self):
        for call in self:
            call.display_name = call.partner_name or call.phone

    @api.depends_context("lang")
    def _compute_script(self):
        for call in self:
            terms = call.sudo().feedback_id._get_terms()
            call.question = terms._get_question() if terms else False
            call.script = terms.script

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        for call in self:
            call.attempt_count = len(call.attempt_ids)

    # CRUD

    def write(self, vals):
        if not self.env.su and vals.keys() - {"caller_id", "next_call_at"}:
            raise AccessError(self.env._("What became of a call is written by its buttons alone."))
        return super().write(vals)

    # Actions

    def action_record(self):
        """Ask for the answer of the customer."""
        self.ensure_one()
        self._check_callable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer of %(customer)s", customer=self.display_name),
            "res_model": "service.feedback.form",
            "view_mode": "form",
            "target": "new",
            "context": {"default_call_id": self.id},
        }

    def action_no_answer(self):
        self._log("no_answer", timedelta(hours=_LATER_HOURS))

    def action_later(self):
        self._log("later", timedelta(days=1))

    def action_wrong_number(self):
        self._log("wrong_number")

    def action_declined(self):
        self._log("declined")

    # Life of a call

    @api.model
    def _make(self, feedback, terms):
        """Put customers on the lists of the callers in turn; the agent concerned is passed over."""
        callers = terms.caller_ids.sorted("id")
        rows = []
        for number, asked in enumerate(feedback):
            turn = [callers[(number + step) % len(callers)] for step in range(len(callers))]
            caller = next((user for user in turn if user != asked.user_id), callers.browse())
            rows.append(
                {
                    "feedback_id": asked.id,
                    "campaign_id": asked.campaign_id.id,
                    "company_id": asked.company_id.id,
                    "partner_id": asked.partner_id.id,
                    "partner_name": asked.partner_name,
                    "phone": asked.phone,
                    "case_name": asked.ticket_id.name or asked._get_terms().name,
                    "team_id": asked.team_id.id,
                    "agent_id": asked.user_id.id,
                    "caller_id": caller.id,
                }
            )
        return self.create(rows)

    def _check_callable(self):
        self.check_access("write")
        if self.filtered(lambda call: call.agent_id == self.env.user):
            raise AccessError(self.env._("Who handled the case does not ask how it was."))
        if self.filtered(lambda call: call.state != "open"):
            raise UserError(self.env._("This call is over."))

    def _log(self, outcome, pause=None):
        """Note an attempt; without a pause, or after the last one, the customer is not called any more."""
        self._check_callable()
        now = fields.Datetime.now()
        for call in self.sudo():
            last = call.attempt_count + 1 >= call.feedback_id._get_terms().max_attempts
            call.attempt_ids = [fields.Command.create({"at": now, "user_id": self.env.user.id, "outcome": outcome})]
            if outcome == "declined":
                call._end("declined")
            elif pause is None or last:
                call._end("failed")
            else:
                call.next_call_at = now + pause

    def _end(self, state):
        self.state = state
        if state in ("declined", "failed"):
            self.feedback_id.filtered(lambda feedback: feedback.state == "asked").state = "expired"

    def _withdraw(self):
        """Nobody needs to call any more."""
        self.filtered(lambda call: call.state == "open").state = "withdrawn"

    def _record(self, score, reasons, comment):
        """The customer answered."""
        self.ensure_one()
        self._check_callable()
        call = self.sudo()
        call.feedback_id._answer(score, "phone", reasons.sudo(), comment)
        call.attempt_ids = [
            fields.Command.create({"at": fields.Datetime.now(), "user_id": self.env.user.id, "outcome": "reached"})
        ]
        call.state = "done"
