from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLES = [
    ("agent", "Assignee"),
    ("leader", "Team leader"),
    ("specialist", "Specialist"),
    ("department", "Responsible department"),
    ("technician", "Technician"),
    ("customer", "Customer"),
]
EVIDENCE = [
    ("none", "None"),
    ("text", "A note"),
    ("attachment", "A document or picture"),
    ("field", "A field of the case"),
]


class ServiceProcessStep(models.Model):
    """A step of a process: who does it, what is checked, what proves it and how long it may take."""

    _name = "service.process.step"
    _description = "Process Step"
    _inherit = ["service.version.part"]
    _order = "sequence, id"
    _document_path = "process_id"

    process_id = fields.Many2one("service.process", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="process_id.company_id", store=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLES, string="Owner", required=True, default="agent")
    instruction = fields.Text(translate=True, help="How it is done.")
    required = fields.Boolean(default=True, help="Left out only with a reason.")
    evidence = fields.Selection(EVIDENCE, required=True, default="none", help="Without it the step cannot be done.")
    evidence_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field",
        domain=[("model", "=", "helpdesk.ticket"), ("ttype", "not in", ("one2many", "binary"))],
        ondelete="cascade",
        help="Has to be filled in on the case.",
    )
    standard_minutes = fields.Integer(help="Working time from the step before. 0: none given.")
    check_ids = fields.One2many("service.process.check", "step_id", string="Check Items", copy=True)
    check_summary = fields.Char(string="Checks", compute="_compute_check_summary")

    _minutes_positive = models.Constraint("CHECK(standard_minutes >= 0)", "Minutes are counted from 0.")

    @api.depends("check_ids.name")
    def _compute_check_summary(self):
        for step in self:
            step.check_summary = " · ".join(step.check_ids.mapped("name"))

    @api.constrains("evidence", "evidence_field_id")
    def _check_evidence_field(self):
        if lacking := self.filtered(lambda step: step.evidence == "field" and not step.evidence_field_id):
            raise ValidationError(self.env._("Choose the field that proves the step “%s”.", lacking[0].name))


class ServiceProcessCheck(models.Model):
    """Something to be checked in a step."""

    _name = "service.process.check"
    _description = "Check Item"
    _inherit = ["service.version.part"]
    _order = "sequence, id"
    _document_path = "step_id.process_id"

    step_id = fields.Many2one("service.process.step", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="step_id.company_id", store=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
