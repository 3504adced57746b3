from odoo import api, fields, models, tools
from odoo.addons.service_quality.models.condition import check_condition
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class TrainingGateRule(models.Model):
    """Which work needs which certificate.

    The rules of every matching line add up. What the rule does when somebody
    unqualified is assigned: a warning is logged and shown, a block refuses.
    """

    _name = "training.gate.rule"
    _description = "Qualification Rule"
    _inherit = ["service.cached.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    subject = fields.Selection(
        [("helpdesk.ticket", "Tickets"), ("service.inspection", "Inspections")],
        string="Work",
        required=True,
        default="helpdesk.ticket",
    )
    domain = fields.Char(string="Which Ones", help="Empty: all of them.")
    complaint_level = fields.Integer(
        string="Complaints From Level", help="Complaints of this level and those above it. 0: tickets of any kind."
    )
    course_ids = fields.Many2many(
        "training.course",
        string="Certificates Needed",
        required=True,
        domain="[('previous_id', '=', False)]",
        help="A valid certificate of each of these courses is needed.",
    )
    mode = fields.Selection(
        [("warn", "Warn"), ("block", "Refuse")], string="Unqualified Assignee", required=True, default="warn"
    )
    may_override = fields.Boolean(
        string="Leaders May Make Exceptions",
        default=True,
        help="Team leaders may assign somebody unqualified and give the reason, which is logged.",
    )
    offer = fields.Selection(
        [("first", "Holders first"), ("only", "Holders only")],
        string="Pickers Offer",
        required=True,
        default="first",
    )

    _level = models.Constraint("CHECK(complaint_level >= 0)", "A level is not negative.")

    @api.constrains("domain", "subject")
    def _check_domain(self):
        for rule in self.filtered("domain"):
            check_condition(rule, rule.subject, rule._get_domain)

    @api.constrains("course_ids")
    def _check_courses(self):
        for rule in self:
            if not rule.course_ids:
                raise ValidationError(self.env._("Say which certificates %s needs.", rule.name))

    def _get_domain(self):
        self.ensure_one()
        domain = Domain(safe_eval(self.domain, {"uid": self.env.uid}) if self.domain else [])
        if self.subject == "helpdesk.ticket" and self.complaint_level:
            domain &= Domain("kind", "=", "complaint") & Domain("complaint_level", ">=", self.complaint_level)
        return domain

    def _get_without_exception(self):
        """Those that refuse whatever reason is given."""
        return self.filtered(lambda rule: rule.mode == "block" and not rule.may_override)

    def _explain_no_exception(self, user, missing):
        return self.env._(
            "%(user)s does not hold %(courses)s, and “%(rule)s” allows no exception.",
            user=user.name,
            courses=", ".join(missing.mapped("name")),
            rule=self[0].name,
        )

    @tools.ormcache("subject")
    def _get_rule_ids(self, subject):
        """Work without rules costs nothing."""
        return tuple(self.sudo().search([("subject", "=", subject)]).ids)

    @api.model
    def _match(self, records):
        """The rules that hold for each record: ``{record: rules}``."""
        matches = dict.fromkeys(records, self.sudo().browse())
        for rule in self.sudo().browse(self._get_rule_ids(records._name)):
            for record in records.sudo().filtered_domain(rule._get_domain()).with_env(records.env):
                if not rule.company_id or rule.company_id == record.sudo().company_id:
                    matches[record] |= rule
        return matches
