from odoo import fields, models


class ServiceChecklist(models.Model):
    """What is tested and what is explained, per category of product."""

    _name = "service.checklist"
    _description = "Checklist of Tests and Use"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    category_id = fields.Many2one("product.category", help="For products of this category. Empty: for every product.")
    line_ids = fields.One2many("service.checklist.line", "checklist_id", copy=True)


class ServiceChecklistLine(models.Model):
    _name = "service.checklist.line"
    _description = "Point of a Checklist"
    _order = "sequence, id"

    checklist_id = fields.Many2one("service.checklist", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection([("test", "Test"), ("usage", "Use to explain")], required=True, default="test")
    name = fields.Char(required=True, translate=True)


class ServiceRepairCheck(models.Model):
    """A point of the checklist on a work order: how the test ended, or that the use was explained."""

    _name = "service.repair.check"
    _description = "Check of a Work Order"
    _order = "kind, sequence, id"

    repair_id = fields.Many2one("repair.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="repair_id.company_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection([("test", "Test"), ("usage", "Use to explain")], required=True, default="test")
    name = fields.Char(required=True)
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed"), ("explained", "Explained"), ("skipped", "Not applicable")]
    )
    note = fields.Char()

    _result_kind = models.Constraint(
        "CHECK(result IS NULL OR result = 'skipped' OR (kind = 'test') = (result IN ('passed', 'failed')))",
        "A test is passed or failed, use is explained; both can be not applicable.",
    )

    # Buttons that a thumb can hit

    def action_passed(self):
        self.result = "passed"

    def action_failed(self):
        self.result = "failed"

    def action_explained(self):
        self.result = "explained"

    def action_skipped(self):
        self.result = "skipped"

    def write(self, vals):
        self.repair_id._check_not_accepted()
        res = super().write(vals)
        self.repair_id._void_changed_signatures()
        return res

    def unlink(self):
        orders = self.repair_id
        orders._check_not_accepted()
        res = super().unlink()
        orders.exists()._void_changed_signatures()
        return res
