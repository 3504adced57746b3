from odoo import api, fields, models

from .service_escalation_recipient import ROLES

PLACES = [*ROLES, ("chain", "Manager above")]
HOLES = [
    ("nobody", "Nobody in this place"),
    ("no_user", "No user"),
    ("archived", "Archived"),
    ("on_leave", "On leave"),
    ("other_company", "Other company"),
    ("no_manager", "No manager above"),
    ("loop", "The chain of managers is a loop"),
]


class ServiceEscalationNotice(models.Model):
    """Who was told of an escalation, in which role and when; and who was passed over, and why."""

    _name = "service.escalation.notice"
    _description = "Escalation Notice"
    _order = "id desc"

    escalation_id = fields.Many2one("service.escalation", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("escalated", "Escalated"), ("withdrawn", "Not needed any more")],
        required=True,
        default="escalated",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Person", readonly=True, index="btree_not_null", ondelete="set null")
    employee_name = fields.Char(string="Name", readonly=True, help="Who was passed over, where there is no user.")
    role = fields.Selection(PLACES, readonly=True)
    outcome = fields.Selection(
        [
            ("waiting", "Waiting for working hours"),
            ("told", "Told"),
            ("skipped", "Skipped"),
            ("dropped", "Solved before"),
        ],
        required=True,
        readonly=True,
    )
    hole = fields.Selection(HOLES, string="Why Skipped", readonly=True)
    deliver_at = fields.Datetime(string="To be Told", readonly=True)
    told_at = fields.Datetime(string="Told at", readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    # What the step says, for lists and reports
    level_id = fields.Many2one(related="escalation_id.level_id", store=True)
    policy_id = fields.Many2one(related="escalation_id.policy_id", store=True)
    ticket_id = fields.Many2one(related="escalation_id.ticket_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="escalation_id.company_id", store=True)
    team_id = fields.Many2one(related="escalation_id.team_id", store=True)
    why = fields.Selection(related="escalation_id.why")
    reason = fields.Text(related="escalation_id.reason")
    reached_at = fields.Datetime(related="escalation_id.due_at")
    acknowledged_by_id = fields.Many2one(related="escalation_id.acknowledged_by_id")
    acknowledged_at = fields.Datetime(related="escalation_id.acknowledged_at")
    minutes_to_answer = fields.Float(
        string="Minutes to Acknowledge",
        readonly=True,
        aggregator="avg",
        help="From being told until this person acknowledged.",
    )

    _waiting_idx = models.Index("(deliver_at, user_id) WHERE outcome = 'waiting'")

    @api.depends("user_id", "employee_name")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice.user_id.name or notice.employee_name or ""
