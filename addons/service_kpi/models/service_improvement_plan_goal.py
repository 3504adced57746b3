from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceImprovementPlanGoal(models.Model):
    """The points to be reached on an indicator within the plan's time."""

    _name = "service.improvement.plan.goal"
    _description = "Goal of an Improvement Plan"
    _order = "plan_id, id"

    plan_id = fields.Many2one("service.improvement.plan", required=True, index=True, ondelete="cascade")
    root_id = fields.Many2one(
        "service.kpi",
        string="Indicator",
        required=True,
        ondelete="restrict",
        domain="[('previous_id', '=', False), ('state', '!=', 'draft')]",
    )
    least_score = fields.Float(string="Points to Reach", default=60, digits=(5, 2), required=True)
    # As measured last
    score = fields.Float(readonly=True, digits=(5, 2), aggregator="avg", copy=False)
    value_text = fields.Char(string="Value", readonly=True, copy=False)
    score_text = fields.Char(string="Points", compute="_compute_score_text")
    result = fields.Selection(
        [("open", "Not measured yet"), ("met", "Met"), ("missed", "Missed"), ("none", "Not enough data")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )

    _goal_uniq = models.Constraint("UNIQUE(plan_id, root_id)", "This indicator has a goal already.")
    _least_range = models.Constraint("CHECK(least_score BETWEEN 0 AND 100)", "Points are between 0 and 100.")

    @api.depends("score", "result", "root_id.confidential")
    def _compute_score_text(self):
        for goal in self:
            told = goal.result in ("met", "missed") and not goal.sudo().root_id.confidential
            goal.score_text = f"{goal.score:.2f}" if told else "–"

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        goals._check_open()
        return goals

    def write(self, vals):
        self.check_access("write")
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_open()

    def _check_open(self):
        if not self.env.su and self.plan_id.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("The plan has started: its goals and its time stay."))

    def _measure(self, start, end):
        """Judge each goal by the figures of [start, end], both ends included, as any period is judged.

        Of what customers answered only the result is written down: the person reads the plan, and the figure of some
        months less those shown elsewhere would tell single answers.

        :return: ``{goal: True, False, or None where there is not enough data}``
        """
        measures = self.env["service.kpi.measure"]
        results = {}
        for goal in self:
            plan = goal.plan_id
            kpi = goal.root_id._get_version_on(end, plan.company_id) or goal.root_id
            row = measures._judge_span(kpi, plan.company_id, plan.duration, start, end).get(
                ("employee", plan.employee_id.id)
            )
            score = row["score"] if row else None
            results[goal] = None if score is None else score >= goal.least_score
            told = row and not kpi.confidential
            goal.write(
                {
                    "score": (told and score) or 0.0,
                    "value_text": kpi._format(row["value"]) if told and row["value"] is not None else False,
                    "result": {None: "none", True: "met", False: "missed"}[results[goal]],
                }
            )
        return results

    def action_view_figures(self):
        """The months of the plan on this indicator, and from there the cases."""
        self.ensure_one()
        plan = self.plan_id
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_kpi_measure_action")
        domain = [
            ("root_id", "=", self.root_id.id),
            ("employee_id", "=", plan.employee_id.id),
            ("subject_kind", "=", "employee"),
            ("period_kind", "=", "month"),
            ("date_end", ">=", plan.date_start),
        ]
        return {**action, "name": plan.display_name, "domain": domain, "context": {}}
