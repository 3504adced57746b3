from odoo import models
from odoo.fields import Domain

# What each kind of consequence becomes
_MODELS = {
    "plan": "service.improvement.plan",
    "training": "training.need",
    "honour": "service.honour",
    "promotion": "service.career.proposal",
    "rotation": "service.career.proposal",
    "hearing": "service.career.proposal",
}


class ServiceAppraisalCycle(models.Model):
    """What follows from a closed cycle."""

    _inherit = "service.appraisal.cycle"

    def action_draw_consequences(self):
        """Draw what is not drawn yet: after a grade was adjusted, or a rule was added."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("closed")
            cycle.sudo()._draw_consequences()

    def _draw_consequences(self):
        """Plans, honours and proposals by the rules, once per form and rule."""
        for cycle in self:
            rules = self.env["service.consequence.rule"].search(
                Domain("trigger", "=", "result") & Domain("company_id", "in", (False, cycle.company_id.id))
            )
            history = cycle._get_series()
            for rule in rules:
                met = [form for form in cycle.appraisal_ids if form.judged and rule._is_met(history[form])]
                self.env[_MODELS[rule.kind]]._draw(rule, self.env["service.appraisal"].union(*met))

    def _get_series(self):
        """The closed results of each person up to this cycle, the latest first: ``{form: forms}``."""
        found = self.env["service.appraisal"].search(
            [
                ("employee_id", "in", self.appraisal_ids.employee_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("judged", "=", True),
                ("date_start", "<=", self.date_start),
                ("cycle_id.period_kind", "=", self.period_kind),
            ],
            order="date_start desc, id desc",
        )
        by_person = found.grouped("employee_id")
        nothing = found.browse()
        return {form: by_person.get(form.employee_id, nothing) for form in self.appraisal_ids}
