from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .service_incident_type import SEVERITIES

STATES = [
    ("detected", "Detected"),
    ("responding", "Responding"),
    ("recovered", "Recovered"),
    ("closed", "Closed"),
    ("cancelled", "False Alarm"),
]
OPEN_STATES = ("detected", "responding")
_LIFE = frozenset(
    {
        "state",
        "detected_at",
        "responding_at",
        "recovered_at",
        "closed_at",
        "rule_id",
        "rule_key",
        "plan_id",
        "company_id",
    }
)


class ServiceIncident(models.Model):
    """An abnormal event that concerns many: detected, responded to, recovered from, summarised.

    The emergency plan for its type and severity lays out steps with people
    and times. Cases are linked to it; their customers are told together, and
    recovery closes their cases.
    """

    _name = "service.incident"
    _description = "Incident"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "severity desc, detected_at desc, id desc"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, default="/")
    name = fields.Char(string="What Happened", required=True, tracking=True)
    description = fields.Text()
    type_id = fields.Many2one("service.incident.type", required=True, tracking=True, index=True, ondelete="restrict")
    severity = fields.Selection(SEVERITIES, required=True, default="2", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    team_id = fields.Many2one("helpdesk.ticket.team", check_company=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    # Life
    state = fields.Selection(
        STATES,
        required=True,
        default="detected",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand="_expand_states",
        index=True,
    )
    detected_at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True, copy=False)
    responding_at = fields.Datetime(readonly=True, copy=False)
    recovered_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    hours_to_respond = fields.Float(readonly=True, copy=False, aggregator="avg")
    hours_to_recover = fields.Float(readonly=True, copy=False, aggregator="avg")
    # Plan
    plan_id = fields.Many2one("service.emergency.plan", readonly=True, copy=False, ondelete="restrict")
    step_ids = fields.One2many("service.incident.step", "incident_id", string="Steps")
    step_progress = fields.Float(string="Steps Done", compute="_compute_steps")
    step_late_count = fields.Integer(string="Late Steps", compute="_compute_steps")
    # Cases and customers
    ticket_ids = fields.One2many("helpdesk.ticket", "incident_id", string="Cases")
    ticket_count = fields.Integer(string="Number of Cases", compute="_compute_ticket_count")
    close_tickets = fields.Boolean(
        string="Close Cases on Recovery",
        default=True,
        help="Once the event is over its cases are closed, also those that are linked later.",
    )
    update_ids = fields.One2many("service.incident.update", "incident_id", string="Status Updates")
    # Where it came from
    rule_id = fields.Many2one("service.incident.rule", readonly=True, copy=False, ondelete="set null")
    rule_key = fields.Char(readonly=True, copy=False)
    # Summary
    cause_id = fields.Many2one("service.cause", tracking=True, ondelete="restrict")
    summary = fields.Text(copy=False, help="What happened, what was done, what is learnt from it.")
    improvement_needed = fields.Selection([("yes", "Yes"), ("no", "No")], copy=False, tracking=True)

    _rule_uniq = models.UniqueIndex(
        "(rule_id, rule_key) WHERE rule_id IS NOT NULL AND state IN ('detected', 'responding')",
        "What a rule found is one incident.",
    )

    @api.model
    def _expand_states(self, states, domain):
        return [state for state, _label in STATES[:4]]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for incident in self:
            incident.display_name = f"{incident.number or ''} {incident.name or ''}".strip()

    @api.depends("step_ids.state", "step_ids.due_at")
    def _compute_steps(self):
        now = fields.Datetime.now()
        for incident in self:
            steps = incident.step_ids
            todo = steps.filtered(lambda step: step.state == "todo")
            incident.step_progress = 100 * (len(steps) - len(todo)) / len(steps) if steps else 0
            incident.step_late_count = len(todo.filtered(lambda step: step.due_at and step.due_at < now))

    def _compute_ticket_count(self):
        # How many customers are concerned is no secret to who may see the event
        counts = dict(
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group([("incident_id", "in", self.ids)], ["incident_id"], ["__count"])
        )
        for incident in self:
            incident.ticket_count = counts.get(incident.sudo(), 0)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {key: value for key, value in vals.items() if key not in _LIFE - {"company_id"}} for vals in vals_list
            ]
        for vals in vals_list:
            vals["number"] = self.env["ir.sequence"].sudo().next_by_code("service.incident") or "/"
        incidents = super().create(vals_list)
        incidents.sudo()._lay_out()
        for incident in incidents.sudo():
            incident.message_subscribe(incident.user_id.partner_id.ids)
        return incidents

    def write(self, vals):
        if not self.env.su and _LIFE & vals.keys():
            raise AccessError(self.env._("The buttons carry an incident from one state to the next."))
        res = super().write(vals)
        if {"type_id", "severity"} & vals.keys():
            self.sudo().filtered(lambda incident: incident.state in OPEN_STATES)._lay_out()
        if "user_id" in vals:
            self.sudo().message_subscribe(self.user_id.partner_id.ids)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_happened(self):
        if not self.env.su:
            raise UserError(self.env._("An incident is not deleted: mark it as a false alarm."))
