from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("plan", "Plan"),
    ("do", "Do"),
    ("check", "Check"),
    ("act", "Act"),
    ("closed", "Closed"),
    ("cancelled", "Dropped"),
]
OPEN_STATES = ("plan", "do", "check", "act")
OUTCOMES = [("effective", "Effective"), ("ineffective", "Not effective"), ("unclear", "Too few cases to tell")]
_LIFE = frozenset({"state", "cycle", "cycle_start", "implemented_on", "outcome", "check_on", "rule_id"})


class ServiceImprovement(models.Model):
    """From a cause that comes back to a standard that holds: plan, do, check, act.

    Plan finds the root cause and names measures, do carries them out, check
    compares the rate of the cause before and after by itself. What helped is
    standardised; what did not goes to the next cycle.
    """

    _name = "service.improvement"
    _description = "Improvement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "priority desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    priority = fields.Selection([("0", "Normal"), ("1", "Important")], default="0")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        STATES, required=True, default="plan", readonly=True, copy=False, tracking=True, group_expand="_expand_states"
    )
    cycle = fields.Integer(readonly=True, default=1, copy=False, aggregator=None, help="How often it was begun anew.")
    cycle_start = fields.Date(readonly=True, default=fields.Date.context_today, copy=False)
    # What comes back, and where
    cause_id = fields.Many2one("service.cause", tracking=True, index=True, ondelete="restrict")
    team_id = fields.Many2one("helpdesk.ticket.team", check_company=True)
    product_id = fields.Many2one("product.product", check_company=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", check_company=True)
    ticket_count = fields.Integer(string="Cases", compute="_compute_ticket_count")
    rule_id = fields.Many2one("service.improvement.rule", readonly=True, copy=False, ondelete="set null")
    # Plan: problem and root cause
    problem = fields.Text(help="What happens, where, since when, how often; who suffers from it.")
    with_8d = fields.Boolean(string="8D Steps", help="Show the further steps of an 8D report.")
    member_ids = fields.Many2many("res.users", string="Team (D1)", domain=[("share", "=", False)])
    containment = fields.Text(string="Containment (D3)", help="What protects customers until the cause is gone.")
    why_ids = fields.One2many("service.improvement.why", "improvement_id", string="Why, and Why Again")
    why_tree = fields.Html(string="Tree of Causes", compute="_compute_why_tree", sanitize=False)
    root_cause = fields.Text(tracking=True, help="The cause at the bottom: without it the problem would not come back.")
    # Do
    action_ids = fields.One2many("service.improvement.action", "improvement_id", string="Measures")
    action_progress = fields.Float(string="Measures Done", compute="_compute_action_progress")
    implemented_on = fields.Date(readonly=True, copy=False, tracking=True)
    # Check
    compare = fields.Selection(
        [("weeks", "Cases per week"), ("shares", "Share of all cases")],
        required=True,
        default="weeks",
        help="Per week where the number of cases is steady, as a share where it is not.",
    )
    before_weeks = fields.Integer(required=True, default=8)
    after_weeks = fields.Integer(required=True, default=8)
    check_on = fields.Date(readonly=True, copy=False, help="When the effect is checked by itself.")
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False, tracking=True)
    check_ids = fields.One2many("service.improvement.check", "improvement_id", string="Checks", readonly=True)
    # Act
    standardised = fields.Text(
        string="What Became the Rule", help="The standard, process, article or training that keeps it this way."
    )
    lessons = fields.Text(string="Recognition and Lessons (D8)")
    can_edit = fields.Boolean(compute="_compute_can_edit")

    _weeks = models.Constraint(
        "CHECK(before_weeks BETWEEN 2 AND 104 AND after_weeks BETWEEN 2 AND 104)",
        "The effect is compared over 2 to 104 weeks.",
    )

    @api.model
    def _expand_states(self, states, domain):
        return [state for state, _label in STATES[:5]]

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        mine = self._filtered_access("write")
        for improvement in self:
            improvement.can_edit = not improvement.id or improvement in mine

    def _compute_ticket_count(self):
        # How often a cause comes back is no secret to who may see the improvement
        for improvement in self:
            domain = improvement._get_case_domain() if improvement.cause_id else [(0, "=", 1)]
            improvement.ticket_count = self.env["helpdesk.ticket"].sudo().search_count(domain)

    @api.depends("why_ids.name", "why_ids.parent_id", "why_ids.field_id", "why_ids.is_root")
    @api.depends_context("lang")
    def _compute_why_tree(self):
        for improvement in self:
            improvement.why_tree = self.env["ir.qweb"]._render(
                "service_quality.improvement_why_tree", {"whys": improvement.why_ids.sorted("id")}
            )

    @api.depends("action_ids.state")
    def _compute_action_progress(self):
        for improvement in self:
            actions = improvement.action_ids.filtered(lambda action: action.state != "dropped")
            done = actions.filtered(lambda action: action.state == "done")
            improvement.action_progress = 100 * len(done) / len(actions) if actions else 0

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{key: value for key, value in vals.items() if key not in _LIFE} for vals in vals_list]
        # Measures given at once make activities, which subscribe whoever they are for: before core subscribes the
        # creator without looking
        quiet = self.with_context(mail_create_nosubscribe=True)
        improvements = super(ServiceImprovement, quiet).create(vals_list).with_env(self.env)
        for improvement in improvements.sudo():
            people = improvement.user_id | (self.env.user if self.env.user.active else self.env["res.users"])
            improvement.message_subscribe(people.partner_id.ids)
        return improvements

    def write(self, vals):
        if not self.env.su and _LIFE & vals.keys():
            raise AccessError(self.env._("The buttons carry an improvement through its cycle."))
        res = super().write(vals)
        if {"after_weeks", "effect_by"} & vals.keys():
            self.sudo().filtered(lambda improvement: improvement.state == "check")._plan_check()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_own_drafts(self):
        """What others asked for, work on or were judged by stays: a draft of one's own may go."""
        if self.env.su:
            return
        for improvement in self:
            if improvement.create_uid != self.env.user or not improvement._is_draft():
                raise UserError(
                    self.env._(
                        "“%(improvement)s” is kept: drop it instead of deleting it.", improvement=improvement.name
                    )
                )

    def _is_draft(self):
        """Whether nothing came of it yet."""
        return self.state == "plan" and self.cycle == 1 and not self.rule_id and not self.action_ids

    # Actions

    def action_do(self):
        """The root cause is found and measures are named: carry them out."""
        for improvement in self:
            if not (improvement.root_cause or "").strip() or not improvement.action_ids:
                raise UserError(self.env._("Write down the root cause and name at least one measure."))
        self._go("do", ("plan",))

    def action_check(self):
        """Every measure is carried out: from today on the effect counts."""
        for improvement in self:
            waiting = improvement.action_ids.filtered(lambda action: action.state == "todo")
            if waiting:
                raise UserError(
                    self.env._("Measures are open: %(measures)s", measures=", ".join(waiting.mapped("name")))
                )
        self._go("check", ("do",), implemented_on=fields.Date.context_today(self))
        self.sudo()._plan_check()

    def action_close(self):
        """It is the rule now."""
        for improvement in self:
            if not improvement._is_standardised():
                raise UserError(self.env._("Say what became the rule: a standard, a process, an article, a training."))
        self._go("closed", ("act",))

    def _is_standardised(self):
        """Whether it is said what keeps it this way."""
        return bool((self.standardised or "").strip())

    def action_drop(self):
        self._go("cancelled", OPEN_STATES)
        self.sudo().action_ids._end_activities()

    def action_view_tickets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.helpdesk_ticket_action_due")
        return {**action, "domain": self._get_case_domain(), "context": {}}

    def _go(self, state, before, **values):
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for improvement in self.sudo():
            if improvement.state not in before:
                raise UserError(
                    self.env._(
                        "%(improvement)s is in “%(state)s”: that cannot be done now.",
                        improvement=improvement.name,
                        state=labels[improvement.state],
                    )
                )
            improvement.write({"state": state, **values})

    def _plan_check(self):
        for improvement in self.filtered("implemented_on"):
            improvement.check_on = improvement.implemented_on + timedelta(weeks=improvement.after_weeks)

    def _get_scope_domain(self):
        """The cases among which the cause is looked for."""
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id)]
        if self.team_id:
            domain.append(("team_id", "child_of", self.team_id.id))
        if self.product_id:
            domain.append(("product_id", "=", self.product_id.id))
        if self.channel_id:
            domain.append(("channel_id", "=", self.channel_id.id))
        return domain

    def _get_case_domain(self):
        """The cases that the cause brought about."""
        return [*self._get_scope_domain(), ("cause_id", "child_of", self.cause_id.id)]
