from odoo import api, fields, models
from odoo.exceptions import AccessError


class ServiceInspectionFinding(models.Model):
    """What an inspection leads to: coaching of the agent, or an improvement of how we work."""

    _name = "service.inspection.finding"
    _description = "Inspection Finding"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, date_deadline, id"

    inspection_id = fields.Many2one("service.inspection", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="inspection_id.company_id", store=True)
    team_id = fields.Many2one(related="inspection_id.team_id", store=True)
    agent_id = fields.Many2one(related="inspection_id.agent_id", string="Agent", store=True)
    line_id = fields.Many2one(
        "service.inspection.line", string="Criterion", domain="[('inspection_id', '=', inspection_id)]"
    )
    dimension = fields.Selection(related="line_id.dimension", store=True)
    kind = fields.Selection(
        [("coaching", "Coaching"), ("improvement", "Improvement")], required=True, default="coaching", tracking=True
    )
    name = fields.Char(string="Finding", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain=[("share", "=", False)],
        tracking=True,
        help="Who coaches, or sees to the improvement.",
    )
    improvement_id = fields.Many2one(
        "service.improvement", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    date_deadline = fields.Date(
        string="Due", default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14), tracking=True
    )
    state = fields.Selection([("open", "Open"), ("done", "Done")], required=True, default="open", tracking=True)
    outcome = fields.Text(help="What was agreed on or changed.")

    @api.depends("inspection_id")
    def _compute_user_id(self):
        for finding in self:
            finding.user_id = finding.user_id or finding._get_owner()

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        for finding in findings:
            if not self.env.su and finding.inspection_id.inspector_id != self.env.user and not self._is_leading():
                raise AccessError(self.env._("The inspector or a leader writes down findings."))
            if finding.user_id:
                finding.activity_schedule(
                    "service_quality.mail_activity_type_inspection",
                    user_id=finding.user_id.id,
                    date_deadline=finding.date_deadline,
                    summary=finding.name,
                )
        findings._open_improvement()
        return findings

    def write(self, vals):
        res = super().write(vals)
        if "kind" in vals:
            self._open_improvement()
        return res

    def action_done(self):
        """Coached, or improved."""
        self.write({"state": "done"})
        self.activity_feedback(["service_quality.mail_activity_type_inspection"])

    def action_reopen(self):
        self.write({"state": "open"})

    def _get_owner(self):
        """Who coaches: whoever sees to it sees the finding, so a superior needs no more than to belong to service."""
        inspection = self.inspection_id.sudo()
        return inspection and inspection._get_decider("service_quality.service_quality_group_agent")

    def _open_improvement(self):
        """What is wrong with how we work is improved where such things are: once a finding."""
        for finding in self.filtered(lambda finding: finding.kind == "improvement" and not finding.improvement_id):
            finding.sudo().improvement_id = self.env["service.improvement"]._open_for(
                finding, finding.sudo()._prepare_improvement()
            )

    def _prepare_improvement(self):
        """Without whose case it was: the improvement is about how we work."""
        return {
            "name": self.name,
            "problem": self.env._(
                "Found in an inspection: %(finding)s", finding=self.line_id.criterion_id.name or self.name
            ),
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self.env.uid,
        }

    def action_view_improvement(self):
        self.ensure_one()
        return self.improvement_id._get_records_action()

    def _is_leading(self):
        return self.env.user.has_group("service_quality.service_quality_group_leader")
