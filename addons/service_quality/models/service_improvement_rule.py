from datetime import timedelta

from odoo import api, fields, models

from .service_improvement import OPEN_STATES


class ServiceImprovementRule(models.Model):
    """A cause that comes back so often within so many days is analysed: an improvement is opened by itself."""

    _name = "service.improvement.rule"
    _description = "Rule for Repeat Causes"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    count = fields.Integer(string="At Least", required=True, default=10, help="Cases with the same cause.")
    days = fields.Integer(string="Within (days)", required=True, default=30)
    per = fields.Selection(
        [("none", "Everywhere together"), ("team_id", "Each team"), ("product_id", "Each product")],
        string="Counted for",
        required=True,
        default="none",
    )
    cause_ids = fields.Many2many("service.cause", string="Causes", help="These and those below. Empty: all.")
    user_id = fields.Many2one(
        "res.users",
        string="Owner of the Improvement",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )

    _count_positive = models.Constraint("CHECK(count > 1)", "Once is no repetition: at least two.")
    _days_positive = models.Constraint("CHECK(days BETWEEN 1 AND 366)", "The time lies between a day and a year.")

    @api.model
    def _cron_find(self):
        """Open what is repeated often enough and not analysed yet."""
        for rule in self.search([("active", "=", True)]):
            rule._find()
            self.env["ir.cron"]._commit_progress(1)

    def _find(self):
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(days=self.days)
        domain = [
            ("company_id", "=", self.company_id.id),
            ("create_date", ">=", since),
            ("cause_id", "!=", False),
            *([("cause_id", "child_of", self.cause_ids.ids)] if self.cause_ids else []),
            *([(self.per, "!=", False)] if self.per != "none" else []),
        ]
        groups = ["cause_id"] if self.per == "none" else ["cause_id", self.per]
        found = self.env["helpdesk.ticket"]._read_group(
            domain, groups, ["__count"], having=[("__count", ">=", self.count)]
        )
        known = self._get_known()
        for cause, *where, count in found:
            scope = {self.per: where[0].id} if where else {}
            if (cause.id, scope.get("team_id", False), scope.get("product_id", False)) in known:
                continue
            self._open(cause, where, scope, count)

    def _get_known(self):
        """What is worked on: ``{(cause, team, product)}`` ids; an improvement without team and product covers all."""
        return {
            (improvement.cause_id.id, improvement.team_id.id, improvement.product_id.id)
            for improvement in self.env["service.improvement"].search(
                [("state", "in", OPEN_STATES), ("company_id", "=", self.company_id.id)]
            )
        }

    def _open(self, cause, where, scope, count):
        user = self.user_id
        rule = self.with_context(lang=user.lang or self.env.lang)
        cause = cause.with_env(rule.env)
        place = f" – {where[0].display_name}" if where else ""
        improvement = (
            rule.env["service.improvement"]
            .sudo()
            .create(
                {
                    "name": f"{cause.name}{place}",
                    "cause_id": cause.id,
                    "company_id": self.company_id.id,
                    "user_id": user.id,
                    "rule_id": self.id,
                    "problem": rule.env._(
                        "%(count)s cases within %(days)s days: %(cause)s%(place)s",
                        count=count,
                        days=self.days,
                        cause=cause.display_name,
                        place=place,
                    ),
                    **scope,
                }
            )
        )
        improvement.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary=rule.env._("Find the root cause")
        )
        return improvement
