from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_OPEN = ("submitted", "review")
_AUTHOR = frozenset({"name", "current", "idea", "benefit", "subject"})
_REVIEW = frozenset({"reviewer_id", "decision", "saving", "reward", "improvement_id"})


class ServiceProposal(models.Model):
    """What staff propose to do better: reviewed, decided with a reason, carried out and rewarded.

    Nobody decides about an own proposal. What was decided stays.
    """

    _name = "service.proposal"
    _description = "Improvement Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Proposal", required=True, tracking=True)
    subject = fields.Selection(
        [
            ("process", "Process and rules"),
            ("customer", "Customer service"),
            ("technology", "Technology and tools"),
            ("cost", "Cost"),
            ("safety", "Safety"),
            ("workplace", "Workplace and team"),
        ],
        required=True,
        default="process",
    )
    current = fields.Text(string="How It Is Today")
    idea = fields.Text(string="What to Change", required=True)
    benefit = fields.Text(string="Expected Benefit")
    author_id = fields.Many2one(
        "res.users", string="Proposed by", required=True, readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("review", "Under Review"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("done", "Carried Out"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    reviewer_id = fields.Many2one("res.users", domain=[("share", "=", False)], copy=False, tracking=True)
    decision = fields.Text(string="Decision and Reason", copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    saving = fields.Monetary(string="Benefit a Year", copy=False)
    reward = fields.Monetary(copy=False, tracking=True)
    badge_given = fields.Boolean(readonly=True, copy=False)
    improvement_id = fields.Many2one("service.improvement", copy=False, ondelete="set null")

    can_submit = fields.Boolean(compute="_compute_can_decide")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", help="Somebody who leads, but not about an own proposal."
    )

    @api.depends("author_id", "state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        leads = self.env.user.has_group("service_quality.service_quality_group_leader")
        for proposal in self:
            own = proposal.author_id == self.env.user
            proposal.can_submit = own and proposal.state == "draft"
            proposal.can_decide = leads and not own

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            allowed = _AUTHOR | {"company_id"}
            vals_list = [{key: value for key, value in vals.items() if key in allowed} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            leads = self.env.user.has_group("service_quality.service_quality_group_leader")
            for proposal in self:
                allowed = set()
                if proposal.author_id == self.env.user and proposal.state == "draft":
                    allowed |= _AUTHOR
                if leads and proposal.author_id != self.env.user:
                    allowed |= _REVIEW
                if not allowed.issuperset(vals):
                    raise AccessError(
                        self.env._("A proposal is changed by its author while it is a draft, and decided by others.")
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts(self):
        if not self.env.su and any(proposal.state != "draft" for proposal in self):
            raise UserError(self.env._("What was submitted stays."))

    # Actions

    def action_submit(self):
        for proposal in self:
            if proposal.author_id != self.env.user and not self.env.su:
                raise AccessError(self.env._("Its author submits a proposal."))
        self._go("submitted", ("draft",), submitted_on=fields.Date.context_today(self))

    def action_review(self):
        """I look at it."""
        self._check_reviewer()
        self._go("review", ("submitted",), reviewer_id=self.env.uid)

    def action_accept(self):
        self._decide("accepted")

    def action_reject(self):
        self._decide("rejected")

    def action_done(self):
        """It is carried out: the author gets a badge, and the reward that was decided."""
        self._check_reviewer()
        self._go("done", ("accepted",))
        badge = self.env.ref("service_quality.badge_good_idea", raise_if_not_found=False)
        for proposal in self.sudo().filtered(lambda proposal: badge and not proposal.badge_given):
            granted = (
                self.env["gamification.badge.user"]
                .sudo()
                .create({"user_id": proposal.author_id.id, "badge_id": badge.id, "comment": proposal.name})
            )
            granted._send_badge()
            proposal.badge_given = True

    def action_improve(self):
        """Carry it out as an improvement, with measures and a check of the effect."""
        self.ensure_one()
        self._check_reviewer()
        if not self.improvement_id:
            values = {"name": self.name, "problem": self.current, "company_id": self.company_id.id}
            self.sudo().improvement_id = self.env["service.improvement"]._open_for(self, values)
        return self.improvement_id._get_records_action()

    def _decide(self, state):
        self._check_reviewer()
        for proposal in self:
            if not (proposal.decision or "").strip():
                raise UserError(self.env._("Write down the decision and its reason: the author reads it."))
        self._go(state, _OPEN, decided_on=fields.Date.context_today(self), reviewer_id=self.env.uid)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for proposal in self.sudo():
            proposal.message_notify(
                partner_ids=proposal.author_id.partner_id.ids,
                subject=f"{proposal.name}: {labels[state]}",
                body=proposal.decision,
            )

    def _check_reviewer(self):
        self.check_access("read")
        if self.env.su:
            return
        if not self.env.user.has_group("service_quality.service_quality_group_leader"):
            raise AccessError(self.env._("Team leaders and managers decide about proposals."))
        if self.env.user in self.sudo().author_id:
            raise AccessError(self.env._("Somebody else decides about your proposal."))

    def _go(self, state, before, **values):
        for proposal in self:
            if proposal.state not in before:
                raise UserError(self.env._("%(proposal)s: that cannot be done now.", proposal=proposal.name))
        self.sudo().write({"state": state, **values})
