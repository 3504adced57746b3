from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .helpdesk_ticket_complaint import INTERNAL
from .service_authority import REMEDIES

# What a person writes; everything else is written by the actions
_WRITTEN = frozenset({"remedy", "cost", "currency_id", "text", "alternative"})
_ALWAYS = frozenset({"internal_note"})


class ServiceSolution(models.Model):
    """A solution that is proposed to a customer who complained.

    draft → (waiting for approval → approved) → sent → accepted, rejected, no
    answer or lapsed. From when it is sent its content is frozen: what the
    customer reads is what was offered. A changed proposal is a new version,
    which supersedes this one. How it is approved, sent and decided stands in
    ``service_solution_approval``, ``service_solution_send`` and
    ``service_solution_decision``.
    """

    _name = "service.solution"
    _description = "Proposed Solution"
    _order = "ticket_id, number, version, id"
    _check_company_auto = True

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Complaint",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("complaint_step", "!=", False)],
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    team_id = fields.Many2one(related="ticket_id.team_id")
    number = fields.Integer(readonly=True, aggregator=None, copy=False)
    version = fields.Integer(readonly=True, default=1, aggregator=None, copy=False)
    round = fields.Integer(readonly=True, default=1, aggregator=None, copy=False, groups=INTERNAL)
    previous_id = fields.Many2one(
        "service.solution", string="Previous Version", readonly=True, copy=False, index="btree_not_null"
    )
    # Content
    remedy = fields.Selection(REMEDIES, required=True, default="apology")
    cost = fields.Monetary(help="What the remedy is worth to the customer.")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    text = fields.Html(
        string="Text for the Customer", sanitize_style=True, help="What the customer reads and agrees to."
    )
    alternative = fields.Boolean(
        help="One of several to choose from: when the customer accepts one of them, the other alternatives lapse."
    )
    internal_note = fields.Text(groups=INTERNAL)
    # Course
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "Waits for approval"),
            ("approved", "Approved"),
            ("sent", "With the customer"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("no_answer", "No answer"),
            ("lapsed", "Lapsed"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    author_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user, groups=INTERNAL
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, copy=False, index="btree_not_null")
    sent_at = fields.Datetime(readonly=True, copy=False)
    answer_by = fields.Datetime(readonly=True, copy=False, help="Without an answer by then, it counts as no answer.")
    decided_at = fields.Datetime(readonly=True, copy=False)
    cost_company = fields.Monetary(
        string="Cost in Company Currency",
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
        groups=INTERNAL,
        help="At the rate of the day on which it was sent or approved.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    carried_out_at = fields.Datetime(string="Carried Out", readonly=True, copy=False)
    carried_out_by_id = fields.Many2one(
        "res.users", string="Carried Out by", readonly=True, copy=False, groups=INTERNAL
    )
    consent_ids = fields.One2many(
        "service.solution.consent", "solution_id", string="Customer's Answer", readonly=True, groups=INTERNAL
    )

    _cost_positive = models.Constraint("CHECK(cost >= 0)", "A cost is not negative.")
    _answer_idx = models.Index("(answer_by, id) WHERE state = 'sent'")

    @api.depends_context("lang")
    @api.depends("remedy", "number", "version", "ticket_id.number")
    def _compute_display_name(self):
        remedies = dict(self._fields["remedy"]._description_selection(self.env))
        for solution in self:
            solution.display_name = self.env._(
                "%(ticket)s, proposal %(number)s: %(remedy)s",
                ticket=solution.ticket_id.number,
                number=f"{solution.number}.{solution.version}",
                remedy=remedies.get(solution.remedy, ""),
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                extra = vals.keys() - _WRITTEN - _ALWAYS - {"ticket_id"}
                if extra - {"state", "number", "version"} or vals.get("state", "draft") != "draft":
                    raise AccessError(self.env._("A proposal begins as a draft; its actions write the rest."))
        solutions = super().create(
            [
                {key: value for key, value in vals.items() if self.env.su or key not in ("number", "version")}
                for vals in vals_list
            ]
        )
        if not self.env.su:
            solutions.ticket_id._complaint_check_handler()
        solutions._number()
        return solutions

    def _number(self):
        """Number new proposals within their complaint."""
        fresh = self.filtered(lambda solution: not solution.number)
        for solution in fresh.sudo():
            ticket = solution.ticket_id
            if ticket.complaint_step in (False, "decided", "carried_out", "closed"):
                raise UserError(
                    self.env._("%(ticket)s is no complaint that waits for a solution.", ticket=ticket.display_name)
                )
            others = ticket.solution_ids - solution
            solution.write({"number": max(others.mapped("number"), default=0) + 1, "round": ticket.complaint_round})

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - _WRITTEN - _ALWAYS:
                raise AccessError(self.env._("The course of a proposal is written by its actions, not by hand."))
            if vals.keys() & _WRITTEN and any(solution.state != "draft" for solution in self):
                raise UserError(
                    self.env._("A proposal is changed as a draft only. Make a new version of what was sent.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(solution.state != "draft" or solution.version > 1 for solution in self):
            raise UserError(self.env._("A proposal that left the draft is kept: withdraw it instead."))

    # Actions on the content

    def action_revise(self):
        """A new version: what was sent is superseded, whoever has its link is told so."""
        self.ensure_one()
        self._check_handles()
        if self.state not in ("waiting", "approved", "sent", "rejected", "no_answer", "lapsed"):
            raise UserError(self.env._("Only a proposal that was sent or waits has a new version; edit the draft."))
        solution = self.sudo()
        revised = solution.create(
            {
                "ticket_id": solution.ticket_id.id,
                "number": solution.number,
                "version": max(self._get_versions().mapped("version")) + 1,
                "round": solution.ticket_id.complaint_round,
                "previous_id": solution.id,
                "author_id": self.env.uid,
                **{name: solution[name] for name in ("remedy", "cost", "text", "alternative", "internal_note")},
                "currency_id": solution.currency_id.id,
            }
        )
        if solution.state in ("waiting", "approved", "sent"):
            solution.write({"state": "superseded"})
        solution.ticket_id.with_user(self.env.user)._complaint_log(
            [{"kind": "proposal", "note": self.env._("New version: %(proposal)s", proposal=revised.display_name)}]
        )
        return revised.with_user(self.env.user)._get_records_action(target="new")

    def _get_versions(self):
        return self.sudo().search([("ticket_id", "=", self.ticket_id.id), ("number", "=", self.number)])

    def action_withdraw(self):
        """Taken back before the customer answered."""
        self._check_handles()
        if any(solution.state not in ("waiting", "approved", "sent") for solution in self):
            raise UserError(self.env._("Only a proposal that waits for approval or for an answer is withdrawn."))
        self.sudo()._lapse(self.env._("Withdrawn"))
        self.ticket_id.with_user(self.env.user)._complaint_follow_decisions()

    def _lapse(self, reason):
        """Those that wait for something lapse; the customer cannot accept them any more."""
        waiting = self.filtered(lambda solution: solution.state in ("draft", "waiting", "approved", "sent"))
        gone = waiting.filtered(lambda solution: solution.state != "draft")
        waiting.sudo().write({"state": "lapsed"})
        for solution in gone:
            solution.ticket_id._complaint_log([{"kind": "proposal", "note": f"{solution.display_name}: {reason}"}])

    def action_carry_out(self):
        """The customer has what was agreed."""
        self._check_handles()
        for solution in self:
            if solution.state != "accepted" or solution.carried_out_at:
                raise UserError(self.env._("An accepted solution is carried out once."))
        self.sudo().write({"carried_out_at": self.ticket_id[:1]._clock_now(), "carried_out_by_id": self.env.uid})
        for ticket in self.ticket_id:
            if ticket.complaint_step == "decided" and ticket._complaint_facts().carried_out:
                ticket._complaint_advance("carried_out")

    def _check_handles(self):
        """Who deals with the customer: who may write the ticket."""
        self.check_access("read")
        self.ticket_id.check_access("write")

    def _check_complete(self):
        for solution in self:
            if is_html_empty(solution.text):
                raise UserError(
                    self.env._("%(proposal)s: write the text for the customer.", proposal=solution.display_name)
                )
