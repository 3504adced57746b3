from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ServiceImprovement(models.Model):
    """Where there are no cases to count, a person judges the effect by evidence that was agreed on beforehand.

    Whether it helped can always be found out in the end: nothing is carried out before it is said how.
    """

    _inherit = "service.improvement"

    effect_by = fields.Selection(
        [("cases", "The cases of the cause are counted"), ("evidence", "A person judges by evidence")],
        string="How It Shows",
        required=True,
        default="cases",
        tracking=True,
    )
    effect_measure = fields.Text(
        string="What Is Looked At",
        help="In plain words, before it is carried out: what is measured or observed, and from what on it helped.",
    )

    @api.constrains("state", "effect_by", "effect_measure", "cause_id")
    def _check_effect_known(self):
        for improvement in self.filtered(lambda improvement: improvement.state in ("do", "check")):
            if improvement.effect_by == "evidence" and not (improvement.effect_measure or "").strip():
                raise ValidationError(
                    self.env._(
                        "Write down under “Effect” what is looked at: otherwise nobody can tell whether it helped."
                    )
                )
            if improvement.effect_by == "cases" and not improvement.cause_id:
                raise ValidationError(
                    self.env._(
                        "Choose the cause, so that its cases are counted before and after. Where there is none to"
                        " count, choose under “Effect” that a person judges, and say what is looked at."
                    )
                )

    def _is_counted(self):
        """Whether the effect is found by counting."""
        self.ensure_one()
        return self.effect_by == "cases" and bool(self.cause_id)

    def action_judge(self):
        """Ask what the evidence says."""
        self.ensure_one()
        self._check_judge()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Judge the Effect"),
            "res_model": "service.improvement.judge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_improvement_id": self.id},
        }

    def _check_judge(self):
        self.check_access("write")
        if self.state != "check" or self.effect_by != "evidence":
            raise UserError(self.env._("A person judges only where measures are carried out and no cases are counted."))

    def _judge(self, outcome, evidence):
        """What a person found: it is kept with who found it, and the cycle goes on.

        :param outcome: ``effective`` or ``ineffective``
        """
        self._check_judge()
        improvement = self.sudo()
        improvement.env["service.improvement.check"].create(
            {
                "improvement_id": improvement.id,
                "cycle": improvement.cycle,
                "checked_on": fields.Date.context_today(self),
                "compare": False,
                "outcome": outcome,
                "evidence": evidence,
                "user_id": self.env.uid,
            }
        )
        # It is over when a person says so: nothing more is awaited
        improvement.write({"outcome": outcome, "check_on": fields.Date.context_today(self)})
        improvement._end_judging()
        improvement._follow_outcome(outcome)

    def _plan_check(self):
        """Nobody counts by itself here: who leads the improvement is reminded on the day."""
        res = super()._plan_check()
        self._end_judging()
        for improvement in self.filtered(lambda one: one.effect_by == "evidence" and one.check_on):
            user = improvement.user_id
            improvement.activity_schedule(
                "service_quality.mail_activity_type_improvement",
                user_id=user.id,
                date_deadline=improvement.check_on,
                summary=self.with_context(lang=user.lang or self.env.lang).env._("Judge the effect"),
                note=improvement.effect_measure,
            )
        return res

    def _end_judging(self):
        """The reminder, unlike those of measures, belongs to none."""
        self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == self.env.ref("service_quality.mail_activity_type_improvement")
                and not activity.service_improvement_action_id
            )
        ).unlink()


class ServiceImprovementCheck(models.Model):
    """What a person judged."""

    _inherit = "service.improvement.check"

    evidence = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="Judged By", readonly=True)
