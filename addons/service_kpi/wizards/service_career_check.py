from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceCareerCheck(models.TransientModel):
    """What one person fulfils of a career path, as asked for by one user."""

    _name = "service.career.check"
    _description = "Requirements of a Career Path"
    _order = "fulfilled desc, employee_id"

    path_id = fields.Many2one("service.career.path", required=True, ondelete="cascade", readonly=True)
    employee_id = fields.Many2one("hr.employee", required=True, ondelete="cascade", readonly=True)
    employee_name = fields.Char(related="employee_id.name", string="Person")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    path_name = fields.Char(compute="_compute_texts", string="Way", compute_sudo=True)
    results = fields.Integer(string="Results in a Row", readonly=True)
    results_met = fields.Boolean(readonly=True)
    results_text = fields.Char(compute="_compute_texts", string="Grades", compute_sudo=True)
    missing_ids = fields.Many2many("training.course", string="Missing Certificates", readonly=True)
    since = fields.Date(string="In the Post since", readonly=True)
    time_met = fields.Boolean(readonly=True)
    fulfilled = fields.Boolean(compute="_compute_fulfilled", store=True)

    @api.depends("results_met", "missing_ids", "time_met")
    def _compute_fulfilled(self):
        for check in self:
            check.fulfilled = check.results_met and check.time_met and not check.missing_ids

    @api.depends("results", "path_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for check in self:
            path = check.path_id
            check.path_name = path.display_name
            check.results_text = (
                self.env._(
                    "%(reached)s of %(wanted)s: %(grade)s or better",
                    reached=min(check.results, path.in_a_row),
                    wanted=path.in_a_row,
                    grade=path.grade_id.name,
                )
                if path.grade_id
                else ""
            )

    def action_propose(self):
        """Propose the promotion: the superior or HR."""
        self.ensure_one()
        if self.user_id != self.env.user:
            raise UserError(self.env._("Ask for the list yourself."))
        path, person = self.sudo().path_id, self.sudo().employee_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Promotion"),
            "res_model": "service.career.proposal",
            "view_mode": "form",
            "context": {
                "default_kind": "promotion",
                "default_employee_id": person.id,
                "default_company_id": path.company_id.id,
                "default_path_id": path.id,
                "default_job_id": path.next_job_id.id,
                "default_reason": f"{path.display_name}: {self.results_text}",
            },
        }
