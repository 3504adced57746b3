from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.escalation import Rung
from .service_standard_target import UNITS

TRIGGERS = [
    ("percent", "Share of the limit used"),
    ("before", "Time before due"),
    ("after", "Time after due"),
    ("climb", "Level below not acknowledged"),
    ("reopened", "Reopened n times"),
    ("contacts", "Nth contact about the case"),
    ("score", "Low score"),
    ("keyword", "Keyword"),
    ("vip", "Customer tier"),
    ("manual", "By hand"),
    ("customer", "By the customer"),
]
_TIMED = ("percent", "before", "after")
_COUNTED = {"reopened": 1, "contacts": 2, "score": 1}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 24 * 3600}


class ServiceEscalationLevel(models.Model):
    """A rung of the ladder: when it is reached, who is told, what is done, and how long it waits for an answer."""

    _name = "service.escalation.level"
    _description = "Escalation Level"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("service.escalation.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    number = fields.Integer(compute="_compute_number", help="The place of the level on its ladder.")
    # When
    trigger = fields.Selection(TRIGGERS, string="Reached by", required=True, default="percent")
    value = fields.Integer(
        string="Threshold", default=100, help="Per cent of the limit, the number of times, or the highest low score."
    )
    offset_value = fields.Integer(string="Time", help="Counted in the hours in which the promise counts.")
    offset_unit = fields.Selection(UNITS, string="Unit", default="hour", required=True)
    keywords = fields.Char(help="Words of the customer, separated by commas. Upper and lower case are the same.")
    tier_ids = fields.Many2many("service.customer.tier", string="Customer Tiers", ondelete="restrict")
    when = fields.Char(compute="_compute_when", help="When the level is reached, in words.")
    # Who and what
    recipient_ids = fields.One2many("service.escalation.recipient", "level_id", string="Tells", copy=True)
    action_ids = fields.One2many("service.escalation.action", "level_id", string="Does", copy=True)
    recipient_summary = fields.Char(string="Who is Told", compute="_compute_summaries")
    action_summary = fields.Char(string="What is Done", compute="_compute_summaries")
    # Answer
    answer_minutes = fields.Integer(
        string="Acknowledge within (min)",
        default=30,
        help="Not acknowledged by then, the next level is reached. 0: no acknowledgement is asked for.",
    )
    wake_up = fields.Boolean(
        help="Tell people outside their working hours too, and let the time to acknowledge run at night."
    )

    _value_positive = models.Constraint("CHECK(value >= 0)", "A threshold is not negative.")
    _offset_positive = models.Constraint(
        "CHECK(offset_value >= 0)", "A time is not negative: choose before or after due."
    )
    _answer_positive = models.Constraint(
        "CHECK(answer_minutes BETWEEN 0 AND 43200)", "The time to acknowledge lies between 0 and 30 days."
    )

    @api.depends("policy_id.level_ids.sequence")
    def _compute_number(self):
        for level in self:
            levels = level.policy_id.level_ids.sorted()
            level.number = list(levels).index(level) + 1 if level in levels else len(levels) + 1

    @api.depends("trigger", "value", "offset_value", "offset_unit", "keywords", "tier_ids.name")
    @api.depends_context("lang")
    def _compute_when(self):
        for level in self:
            level.when = level._describe()

    @api.depends("recipient_ids.display_name", "action_ids.display_name")
    @api.depends_context("lang")
    def _compute_summaries(self):
        for level in self:
            level.recipient_summary = ", ".join(level.recipient_ids.mapped("display_name"))
            level.action_summary = ", ".join(level.action_ids.mapped("display_name"))

    def _describe(self):
        unit = dict(self._fields["offset_unit"]._description_selection(self.env)).get(self.offset_unit, "").lower()
        texts = {
            "percent": lambda: self.env._("%(percent)s %% of the limit", percent=self.value),
            "before": lambda: self.env._("%(count)s %(unit)s before due", count=self.offset_value, unit=unit),
            "after": lambda: self.env._("%(count)s %(unit)s after due", count=self.offset_value, unit=unit),
            "climb": lambda: self.env._("level below not acknowledged"),
            "reopened": lambda: self.env._("reopened %(count)s times", count=self.value),
            "contacts": lambda: self.env._("contact number %(count)s", count=self.value),
            "score": lambda: self.env._("score of %(score)s or less", score=self.value),
            "keyword": lambda: self.env._("customer writes: %(words)s", words=self.keywords or ""),
            "vip": lambda: self.env._("new case of %(tiers)s", tiers=", ".join(self.tier_ids.mapped("name"))),
            "manual": lambda: self.env._("by hand"),
            "customer": lambda: self.env._("by the customer"),
        }
        return texts[self.trigger]() if self.trigger else ""

    @api.constrains("trigger", "value", "keywords", "tier_ids")
    def _check_trigger(self):
        for level in self:
            lowest = _COUNTED.get(level.trigger)
            if lowest is not None and level.value < lowest:
                raise ValidationError(
                    self.env._("%(level)s: the number is at least %(lowest)s.", level=level.name, lowest=lowest)
                )
            if level.trigger == "keyword" and not level._get_keywords():
                raise ValidationError(self.env._("%(level)s: name at least one keyword.", level=level.name))
            if level.trigger == "vip" and not level.tier_ids:
                raise ValidationError(self.env._("%(level)s: name at least one customer tier.", level=level.name))

    @api.onchange("trigger")
    def _onchange_trigger(self):
        self.value = {"percent": 100, "reopened": 2, "contacts": 3, "score": 2}.get(self.trigger, 0)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels.policy_id._date_anew()
        return levels

    def write(self, vals):
        res = super().write(vals)
        self.policy_id._date_anew()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_and_date_anew(self):
        self.env.registry.clear_cache()

    # The engine's view

    def _is_timed(self):
        return self.trigger in _TIMED

    def _get_keywords(self):
        words = (self.keywords or "").replace("，", ",").replace("、", ",").split(",")
        return [word.strip().lower() for word in words if word.strip()]

    def _get_rung(self, position):
        self.ensure_one()
        offset = self.offset_value * _SECONDS[self.offset_unit]
        return Rung(
            key=self.id,
            position=position,
            percent=self.value if self.trigger == "percent" else None,
            offset={"before": -offset, "after": offset}.get(self.trigger),
            answer_within=self.answer_minutes * 60,
            climbable=self._is_timed() or self.trigger == "climb",
        )
