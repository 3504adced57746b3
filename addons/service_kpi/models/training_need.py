from odoo import api, fields, models


class TrainingNeed(models.Model):
    _inherit = "training.need"

    improvement_plan_id = fields.Many2one(
        "service.improvement.plan", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _draw(self, rule, appraisals):
        """Needs from results, once per form and course: the form is their origin."""
        for form in appraisals:
            for course in rule.course_ids:
                self._report(
                    "appraisal",
                    course,
                    form.employee_id._get_training_partner(),
                    origin=form,
                    name=rule.name,
                    employee_id=form.employee_id.id,
                    company_id=form.company_id.id,
                )
