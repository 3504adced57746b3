from odoo import api, fields, models

from ..engine.complaint import level_of

_CLOSERS = [
    ("agent", "Complaint handler"),
    ("leader", "Team leader"),
    ("manager", "Service manager"),
]
_GROUPS = {role: f"service_quality.service_quality_group_{role}" for role, _label in _CLOSERS}


class ServiceComplaintLevel(models.Model):
    """How high a complaint is hung: who may close it, what is promised for it, and who is told of it."""

    _name = "service.complaint.level"
    _description = "Complaint Level"
    _order = "number, id"

    number = fields.Integer(required=True, aggregator=None, help="1 is the lowest.")
    name = fields.Char(required=True, translate=True)
    note = fields.Text(string="Meaning", translate=True)
    closer = fields.Selection(_CLOSERS, string="Closed by", required=True, default="agent", help="At least this role.")
    standard_id = fields.Many2one(
        "service.standard",
        ondelete="set null",
        help="What is promised to complaints of this level. It says by its condition for which levels it holds.",
    )
    promise = fields.Char(compute="_compute_promise", help="What the standard promises.")
    told = fields.Char(string="Who is Told", compute="_compute_told", help="By the escalation policies in use.")
    rule_ids = fields.One2many("service.complaint.level.rule", "level_id", string="Reached by")

    _number_uniq = models.Constraint("UNIQUE(number)", "There is one level of each number.")
    _number_range = models.Constraint("CHECK(number BETWEEN 1 AND 9)", "Levels are numbered from 1 to 9.")

    @api.depends_context("lang")
    @api.depends("number", "name")
    def _compute_display_name(self):
        for level in self:
            level.display_name = self.env._("Level %(number)s: %(name)s", number=level.number, name=level.name or "")

    @api.depends_context("lang")
    @api.depends("standard_id.target_ids")
    def _compute_promise(self):
        for level in self:
            level.promise = ", ".join(level.standard_id.target_ids.mapped("display_name"))

    def _compute_told(self):
        rungs = self.env["service.escalation.level"].search(
            [("trigger", "=", "complaint"), ("policy_id.active", "=", True)]
        )
        for level in self:
            mine = rungs.filtered(lambda rung, level=level: rung.value == level.number)
            level.told = ", ".join(filter(None, mine.mapped("recipient_summary")))

    def _may_close(self, user):
        """Whether somebody has the role that closes complaints of this level."""
        return not self or user.has_group(_GROUPS[self.closer])

    @api.model
    def _judge(self, cases):
        """The levels of complaints, by the rules.

        :param cases: list of ``(severity, repetition, company id)``
        :return: list of level numbers
        """
        # A handful of lines
        rules = self.env["service.complaint.level.rule"].sudo().search([])  # pylint: disable=no-search-all
        lowest = min(self.sudo().search([]).mapped("number"), default=1)  # pylint: disable=no-search-all
        return [
            level_of(
                severity,
                repetition,
                (rule._get_threshold() for rule in rules if rule.company_id.id in (False, company)),
                lowest,
            )
            for severity, repetition, company in cases
        ]
