from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.outcome import Sheet


class TrainingDrill(models.Model):
    """One assessor's sheet on one participant. Once submitted it stays."""

    _name = "training.drill"
    _description = "Drill"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "enrollment_id"

    enrollment_id = fields.Many2one(
        "training.enrollment", string="Participant", required=True, ondelete="restrict", index=True
    )
    session_id = fields.Many2one(related="enrollment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    sheet_id = fields.Many2one("training.drill.sheet", required=True, readonly=True, ondelete="restrict")
    task = fields.Html(related="sheet_id.task")
    assessor_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user, index=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted")], required=True, default="draft", readonly=True, copy=False
    )
    line_ids = fields.One2many("training.drill.line", "drill_id", string="Steps")
    minutes = fields.Float(string="Time Taken", help="In minutes.")
    note = fields.Text()
    score = fields.Float(string="Score (%)", compute="_compute_score", store=True)
    critical_failed = fields.Boolean(compute="_compute_score", store=True)
    passed = fields.Boolean(compute="_compute_score", store=True)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    may_fill = fields.Boolean(compute="_compute_may_fill", export_string_translation=False)

    _assessor_uniq = models.Constraint(
        "UNIQUE(enrollment_id, assessor_id)", "An assessor judges a participant once an attempt."
    )

    @api.depends("line_ids.points", "line_ids.failed", "minutes")
    def _compute_score(self):
        for drill in self:
            sheet = drill._get_sheet()
            drill.score = round(sheet.percent, 2)
            drill.critical_failed = sheet.critical
            drill.passed = sheet.passes(drill.sheet_id.pass_percent)

    @api.depends("state", "enrollment_id.state", "enrollment_id.result")
    @api.depends_context("uid")
    def _compute_may_fill(self):
        for drill in self:
            enrollment = drill.sudo().enrollment_id
            is_open = drill.state == "draft" and enrollment.result == "pending" and enrollment.state == "enrolled"
            # Of a new sheet the participant is chosen first
            is_ours = drill.assessor_id == self.env.user and not (enrollment and enrollment._is_of(self.env.user))
            drill.may_fill = is_ours and (is_open or not drill.id)

    # CRUD

    # What an assessor enters; score, assessor and steps follow
    _ENTERED_FIELDS = frozenset({"minutes", "note"})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_entered(vals)
            sheet = self._get_sheet_of(vals["enrollment_id"])
            vals.update({"assessor_id": self.env.uid, "state": "draft", "sheet_id": sheet.id})
        drills = super().create(vals_list)
        drills._check_open()
        for drill in drills:
            steps = drill.sheet_id.sudo().step_ids
            drill.line_ids = [Command.create({"step_id": step.id}) for step in steps]
        return drills

    def write(self, vals):
        self._check_open()
        if not self.env.su and set(vals) - {"line_ids"} - self._ENTERED_FIELDS:
            raise AccessError(self.env._("Enter the steps, the time and a note."))
        return super().write(vals)

    def _check_entered(self, vals):
        """A form sends every field that it shows, empty ones and steps that it has not got as well."""
        given = {name for name, value in vals.items() if value}
        given -= {"enrollment_id", "sheet_id", "assessor_id", "state"} | self._ENTERED_FIELDS
        if not self.env.su and given:
            raise AccessError(self.env._("Enter the steps, the time and a note."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_open()

    def _check_open(self):
        """Drafts of the own hand, on other people, while the result is open."""
        self.enrollment_id._check_not_own()
        for drill in self:
            if drill.state == "submitted":
                raise UserError(self.env._("The drill is submitted: it stays as it is."))
            if drill.assessor_id != self.env.user and not self.env.su:
                raise AccessError(self.env._("Every assessor fills in the own sheet."))
            enrollment = drill.sudo().enrollment_id
            if enrollment.result != "pending" or enrollment.state != "enrolled":
                raise UserError(self.env._("%(name)s is decided already.", name=enrollment.display_name))
            drill._check_may_assess()

    @api.model
    def _get_sheet_of(self, enrollment_id):
        course = self.env["training.enrollment"].browse(enrollment_id).sudo().course_id
        if not course.drill_sheet_id:
            raise UserError(self.env._("%s has no drill.", course.display_name))
        return course.drill_sheet_id

    def _check_may_assess(self):
        session = self.sudo().session_id
        if (
            self.env.user not in session.assessor_ids
            and not session.with_user(self.env.user)._conducts()[session.with_user(self.env.user)]
        ):
            raise AccessError(self.env._("The session's trainer, its assessors and training officers assess."))

    # Actions

    def action_all_points(self):
        """Start from full points, to take away where something was missing."""
        for line in self.line_ids:
            line.write({"points": line.step_id.points, "failed": False})

    def action_submit(self):
        self._check_open()
        for drill in self:
            if drill.sheet_id.time_limit and not drill.minutes:
                raise UserError(self.env._("Enter the time taken: this drill has a time limit."))
        self.sudo().write({"state": "submitted", "submitted_on": fields.Datetime.now()})

    # Business

    def _get_sheet(self):
        self.ensure_one()
        return Sheet(
            points=tuple((line.points, line.step_id.points) for line in self.line_ids),
            critical=any(line.failed and line.step_id.critical for line in self.line_ids),
            seconds=round(self.minutes * 60),
            limit=self.sheet_id.time_limit * 60,
        )
