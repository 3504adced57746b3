from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .service_feedback_terms import case_kinds

SUBJECTS = [("ticket", "Cases"), ("contact", "Contacts")]
DIMENSION_NAMES = [
    ("accuracy", "Accuracy"),
    ("responsiveness", "Responsiveness"),
    ("professionalism", "Professionalism"),
    ("transparency", "Transparency"),
]


class ServiceInspectionSheet(models.Model):
    """What inspectors judge. A version in force is not changed any more: a new one takes its place."""

    _name = "service.inspection.sheet"
    _description = "Inspection Sheet"
    _inherit = ["service.version.mixin", "mail.thread"]
    _order = "name, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: every company.")
    subject = fields.Selection(SUBJECTS, string="For", required=True, default="ticket")
    kind = fields.Selection(case_kinds, string="Kind of Case", help="Empty: every kind.")
    previous_id = fields.Many2one("service.inspection.sheet", readonly=True, copy=False, index="btree_not_null")
    in_force_from = fields.Datetime(readonly=True, copy=False)
    pass_percent = fields.Float(string="Passed from (%)", default=80)
    appeal_days = fields.Integer(string="Appeal within (Days)", default=5)
    introduction = fields.Html(translate=True, help="What inspectors should know about this sheet.")
    criterion_ids = fields.One2many("service.inspection.criterion", "sheet_id", string="Criteria", copy=True)
    inspection_count = fields.Integer(compute="_compute_inspection_count")

    _pass_range = models.Constraint("CHECK(pass_percent BETWEEN 0 AND 100)", "A percentage lies between 0 and 100.")
    _OPEN_FIELDS = frozenset({"message_follower_ids", "message_ids"})
    _LIFE_FIELDS = frozenset({"state", "version", "previous_id", "in_force_from"})

    _appeal_positive = models.Constraint("CHECK(appeal_days >= 0)", "The days for an appeal are not negative.")

    def _compute_inspection_count(self):
        counts = dict(
            self.env["service.inspection"]._read_group([("sheet_id", "in", self.ids)], ["sheet_id"], ["__count"])
        )
        for sheet in self:
            sheet.inspection_count = counts.get(sheet, 0)

    # Actions

    def action_put_in_force(self):
        """New inspections use this version from now on; the one before it is retired."""
        self.check_access("write")
        for sheet in self.filtered(lambda sheet: sheet.state == "draft"):
            if not sheet.criterion_ids:
                raise ValidationError(self.env._("A sheet needs criteria."))
            sheet._get_versions().sudo().filtered(lambda older: older.state == "in_force").write({"state": "retired"})
            sheet.sudo().write({"state": "in_force", "in_force_from": fields.Datetime.now()})

    def action_retire(self):
        self.check_access("write")
        self.filtered(lambda sheet: sheet.state == "in_force").sudo().write({"state": "retired"})

    def action_view_inspections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_inspection_action")
        return {**action, "domain": [("sheet_id", "=", self.id)], "context": {}}

    # Choosing

    @api.model
    def _get_sheets(self, subject, company):
        """The sheets in force for a company, the most specific first."""
        sheets = self.sudo().search(
            [("state", "=", "in_force"), ("subject", "=", subject), ("company_id", "in", (False, company.id))]
        )
        return sheets.sorted(lambda sheet: (not sheet.kind, not sheet.company_id, sheet.id))

    def _pick(self, kind):
        """The first of these for a kind of case."""
        return self.filtered(lambda sheet: sheet.kind in (False, kind))[:1]
