from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .service_appraisal_template import ANONYMOUS, ROLES


class ServiceAppraisalFeedback(models.Model):
    """That somebody is asked to rate a person, and whether it was done: not what was answered.

    There are no timestamps and no log on purpose: when a peer answered says
    something too. What peers and subordinates answered is stored without any
    link to this row (``service.appraisal.answer``).
    """

    _name = "service.appraisal.feedback"
    _description = "Reviewer"
    _order = "appraisal_id, role, id"
    _log_access = False
    _rec_name = "rater_id"

    appraisal_id = fields.Many2one("service.appraisal", required=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", string="About")
    cycle_id = fields.Many2one(related="appraisal_id.cycle_id", store=True, precompute=True, index=True)
    # of its own: reviewers have no access to cycles
    state = fields.Selection(related="appraisal_id.state", store=True, precompute=True)
    role = fields.Selection([pair for pair in ROLES if pair[0] != "customer"], required=True, default="peer")
    rater_id = fields.Many2one("hr.employee", string="Reviewer", required=True, index=True, ondelete="restrict")
    approved = fields.Boolean(readonly=True)
    submitted = fields.Boolean(readonly=True)
    declined = fields.Boolean(readonly=True)
    reciprocal = fields.Boolean(
        compute="_compute_reciprocal", help="Both rate each other in this cycle: look twice before you approve it."
    )

    _rater_uniq = models.Constraint("UNIQUE(appraisal_id, rater_id)", "This reviewer has been asked already.")

    def _compute_reciprocal(self):
        pairs = {
            (row.appraisal_id.employee_id, row.rater_id)
            for row in self.sudo().search([("cycle_id", "in", self.sudo().cycle_id.ids), ("role", "in", ANONYMOUS)])
        }
        for row in self:
            subject, rater = row.sudo().appraisal_id.employee_id, row.sudo().rater_id
            row.reciprocal = row.role == "peer" and (rater, subject) in pairs

    @api.constrains("role", "rater_id", "appraisal_id")
    def _check_role(self):
        for row in self.sudo():
            appraisal, rater = row.appraisal_id, row.rater_id
            fits = {
                "self": rater == appraisal.employee_id,
                "manager": rater != appraisal.employee_id,
                "subordinate": rater.parent_id == appraisal.employee_id,
                "peer": rater not in (appraisal.employee_id, appraisal.manager_id)
                and rater.parent_id != appraisal.employee_id,
            }
            if not fits[row.role]:
                raise ValidationError(
                    self.env._(
                        "%(rater)s cannot rate %(person)s in this role.",
                        rater=rater.name,
                        person=appraisal.employee_id.name,
                    )
                )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([{**vals, "approved": self.env.su and vals.get("approved", False)} for vals in vals_list])
        if not self.env.su and rows.filtered(lambda row: row.role != "peer"):
            raise UserError(self.env._("Peers are nominated; the other reviewers follow from the organisation."))
        if rows.sudo().filtered(lambda row: row.cycle_id.state not in ("draft", "collecting")):
            raise UserError(self.env._("The collection is over."))
        return rows

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("Approve or remove a reviewer; the rest is not changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if self.sudo().filtered("submitted"):
            raise UserError(self.env._("An answer that was given counts: it is not removed."))

    # Actions

    def action_approve(self):
        """The superior or HR agrees to a nominated reviewer."""
        self.check_access("read")
        for row in self:
            row._check_approver()
        self.sudo().write({"approved": True})

    def _check_approver(self):
        appraisal = self.sudo().appraisal_id
        officer = self.env.user.has_group("service_kpi.service_kpi_group_officer")
        if appraisal.employee_id.user_id == self.env.user or not (
            officer or appraisal.manager_id.user_id == self.env.user
        ):
            raise UserError(self.env._("Reviewers are approved by the superior or HR."))

    def action_rate(self):
        """Open the questions for the reviewer."""
        self.ensure_one()
        self._check_rater()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.appraisal.review",
            "name": self.sudo().appraisal_id.display_name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_feedback_id": self.id},
        }

    def action_decline(self):
        self.ensure_one()
        self._check_rater()
        self.sudo().write({"declined": True})

    def _check_rater(self):
        row = self.sudo()
        if row.rater_id.user_id != self.env.user:
            raise UserError(self.env._("%s was asked, not you.", row.rater_id.name))
        if row.cycle_id.state != "collecting" or not row.approved or row.submitted or row.declined:
            raise UserError(self.env._("There is nothing for you to answer here (any more)."))

    def _submit(self, answers):
        """Keep the answers, once.

        :param answers: ``{line id: (stars 1 to 5, comment)}``
        """
        self.ensure_one()
        self._check_rater()
        row = self.sudo()
        # Two clicks at once: the second one finds the first one's mark
        self.env.cr.execute(
            SQL(
                "UPDATE service_appraisal_feedback SET submitted = TRUE"
                " WHERE id = %s AND submitted IS NOT TRUE RETURNING id",
                row.id,
            )
        )
        if not self.env.cr.fetchall():
            raise UserError(self.env._("There is nothing for you to answer here (any more)."))
        row.invalidate_recordset(["submitted"])
        self.env["service.appraisal.answer"].sudo()._keep(row, answers)
