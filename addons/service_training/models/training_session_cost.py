from odoo import api, fields, models


class TrainingSession(models.Model):
    """What a session costs: bills, and the participants' working time."""

    _inherit = "training.session"

    plan_line_id = fields.Many2one(
        "training.plan.line", string="Plan", ondelete="set null", index="btree_not_null", copy=False
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_ids = fields.One2many(
        "training.cost", "session_id", string="Costs", groups="service_training.service_training_group_officer"
    )
    direct_cost = fields.Monetary(
        compute="_compute_cost",
        compute_sudo=True,
        groups="service_training.service_training_group_officer",
        help="Sum of the costs.",
    )
    time_cost = fields.Monetary(
        string="Participants' Time",
        compute="_compute_cost",
        compute_sudo=True,
        groups="service_training.service_training_group_officer",
        help="Hours attended at the employees' hourly cost.",
    )
    cost_per_head = fields.Monetary(
        compute="_compute_cost", compute_sudo=True, groups="service_training.service_training_group_officer"
    )

    @api.depends("cost_ids.amount")
    def _compute_cost(self):
        direct = dict(
            self.env["training.cost"]._read_group([("session_id", "in", self.ids)], ["session_id"], ["amount:sum"])
        )
        time, people = {}, {}
        rows = self.env["training.attendance"]._read_group(
            [("session_id", "in", self.ids), ("hours", ">", 0)], ["session_id", "enrollment_id"], ["hours:sum"]
        )
        for session, enrollment, hours in rows:
            clock_hours = hours * session.course_id.class_hour_minutes / 60
            time[session] = time.get(session, 0.0) + clock_hours * enrollment.employee_id.hourly_cost
            people.setdefault(session, set()).add(enrollment.partner_id)
        for session in self:
            session.direct_cost = direct.get(session, 0.0)
            session.time_cost = time.get(session, 0.0)
            heads = len(people.get(session, ()))
            session.cost_per_head = (session.direct_cost + session.time_cost) / heads if heads else 0.0
