from datetime import timedelta
from itertools import product

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.effect import difference_in_differences

WINDOWS = (30, 60, 90)


LEVELS = [("behaviour", "Behaviour"), ("result", "Result")]


class TrainingEffect(models.Model):
    """What a session has moved in who passed, against colleagues who were not trained.

    Behaviour is the score of inspections, result the share of promises kept:
    per person before the first day and after the last one, over the same
    number of days. Who has too few of them in either is left out.
    """

    _name = "training.effect"
    _description = "Effect of Training"
    _order = "session_id desc, days"
    _rec_name = "session_id"

    session_id = fields.Many2one("training.session", required=True, readonly=True, ondelete="cascade", index=True)
    course_id = fields.Many2one(related="session_id.course_id", store=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    level = fields.Selection(LEVELS, required=True, readonly=True, default="result")
    days = fields.Integer(required=True, readonly=True, help="Days before and after that are compared.")
    metric = fields.Char(readonly=True)
    trained = fields.Integer(readonly=True, help="People counted who passed.")
    others = fields.Integer(string="Colleagues", readonly=True, help="People counted who were not trained.")
    before_trained = fields.Float(readonly=True, help="Share of promises kept, or mean score of inspections.")
    after_trained = fields.Float(readonly=True)
    before_others = fields.Float(string="Colleagues before", readonly=True)
    after_others = fields.Float(string="Colleagues after", readonly=True)
    estimate = fields.Float(
        string="Effect", readonly=True, aggregator="avg", help="Change of the trained minus that of their colleagues."
    )
    low = fields.Float(string="At Least", readonly=True, help="Lower end of the 95 % interval.")
    high = fields.Float(string="At Most", readonly=True, help="Upper end of the 95 % interval.")
    error = fields.Float(string="Standard Error", readonly=True, aggregator=None)
    verdict = fields.Selection(
        [
            ("early", "Too early"),
            ("too_few", "Too few people"),
            ("better", "Better"),
            ("worse", "Worse"),
            ("unclear", "No clear effect"),
        ],
        readonly=True,
    )
    measured_on = fields.Datetime(readonly=True)

    _window_uniq = models.Constraint("UNIQUE(session_id, level, days)", "Each window is measured once.")

    # Fewest promises or inspections a person and stretch of time
    _fewest = 5
    _fewest_inspections = 2

    @api.model
    def _measure(self, sessions):
        """Measure the windows of closed sessions, again where they were measured before."""
        rows = self.sudo()
        for session in sessions.sudo():
            people = self._get_people(session)
            known = {(row.level, row.days): row for row in rows.search([("session_id", "=", session.id)])}
            for level, days in product(dict(LEVELS), WINDOWS):
                values = self._get_values(session, level, days, *people)
                if (level, days) in known:
                    known[level, days].write(values)
                else:
                    rows.create({"session_id": session.id, "level": level, "days": days, **values})

    @api.model
    def _get_people(self, session):
        """Users who passed in the session, and comparable ones.

        These are of the same departments and were never enrolled in the course.
        """
        passed = session.enrollment_ids.filtered(lambda e: e.result == "passed")
        trained = passed.employee_id.user_id | passed.partner_id.user_ids.filtered(lambda user: not user.share)
        ever = (
            self.env["training.enrollment"]
            .sudo()
            .search([("course_id.root_id", "=", session.course_id.root_id.id), ("state", "=", "enrolled")])
        )
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("department_id", "child_of", passed.department_id.ids),
                    ("user_id", "!=", False),
                    ("company_id", "=", session.company_id.id),
                ]
            )
        )
        return trained, employees.user_id - trained - ever.employee_id.user_id - ever.partner_id.user_ids

    @api.model
    def _get_values(self, session, level, days, trained, others):
        metric = session.course_id.effect_metric
        values = {"metric": metric, "measured_on": fields.Datetime.now()}
        window = timedelta(days=days)
        if session.date_stop + window > fields.Datetime.now():
            return {**values, "verdict": "early", "trained": len(trained), "others": len(others)}
        ask = self._get_scores if level == "behaviour" else self._get_shares
        before = ask(trained | others, metric, session.date_start - window, session.date_start)
        after = ask(trained | others, metric, session.date_stop, session.date_stop + window)
        groups = [
            [(before[user], after[user]) for user in users if user in before and user in after]
            for users in (trained, others)
        ]
        effect = difference_in_differences(*groups)
        means = [_mean(pairs, side) for pairs in groups for side in (0, 1)]
        names = ("before_trained", "after_trained", "before_others", "after_others")
        return {
            **values,
            **dict(zip(names, means, strict=True)),
            "trained": effect.trained,
            "others": effect.others,
            "estimate": effect.estimate or 0.0,
            "low": effect.low or 0.0,
            "high": effect.high or 0.0,
            "error": effect.error or 0.0,
            "verdict": effect.verdict,
        }

    @api.model
    def _get_shares(self, users, metric, start, stop):
        """``{user: share of promises kept}`` of those that ended in a stretch of time; one query."""
        domain = Domain(
            [
                ("user_id", "in", users.ids),
                ("stop", ">=", start),
                ("stop", "<", stop),
                ("result", "in", ("met", "missed")),
            ]
        )
        if metric != "all":
            domain &= Domain("metric", "=", metric)
        groups = self.env["service.clock"].sudo()._read_group(domain, ["user_id"], ["compliance:avg", "__count"])
        return {user: share for user, share, count in groups if count >= self._fewest}

    @api.model
    def _get_scores(self, users, _metric, start, stop):
        """``{user: mean score of inspections}`` between 0 and 1, of first judgements; one query."""
        groups = (
            self.env["service.inspection"]
            .sudo()
            ._read_group(
                [
                    ("agent_id", "in", users.ids),
                    ("turn", "=", 1),
                    ("state", "!=", "open"),
                    ("submitted_at", ">=", start),
                    ("submitted_at", "<", stop),
                ],
                ["agent_id"],
                ["final_score:avg", "__count"],
            )
        )
        return {user: score / 100 for user, score, count in groups if count >= self._fewest_inspections}


def _mean(pairs, side):
    return sum(pair[side] for pair in pairs) / len(pairs) if pairs else 0.0
