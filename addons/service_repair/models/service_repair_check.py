from odoo import fields, models
from odoo.tools import SQL


class ServiceRepairCheck(models.Model):
    """A point of the checklist on a work order: how the test ended, or that the use was explained."""

    _name = "service.repair.check"
    _description = "Check of a Work Order"
    _order = "kind, sequence, id"

    repair_id = fields.Many2one("repair.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="repair_id.company_id")
    line_id = fields.Many2one(
        "service.checklist.line",
        string="From the Checklist",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection([("test", "Test"), ("usage", "Use to explain")], required=True, default="test")
    # Copied with all its translations: everybody reads their own language, whoever prepared the order
    name = fields.Char(required=True, translate=True)
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed"), ("explained", "Explained"), ("skipped", "Not applicable")]
    )
    note = fields.Char()

    _result_kind = models.Constraint(
        "CHECK(result IS NULL OR result = 'skipped' OR (kind = 'test') = (result IN ('passed', 'failed')))",
        "A test is passed or failed, use is explained; both can be not applicable.",
    )

    def _copy_translations(self):
        """Take the text of the checklist in every language.

        The ORM writes one language at a time, and only languages in use; what was copied has to last longer.
        """
        self.flush_recordset()
        self.line_id.flush_recordset(["name"])
        self.env.cr.execute(
            SQL(
                "UPDATE service_repair_check c SET name = l.name FROM service_checklist_line l"
                " WHERE l.id = c.line_id AND c.id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset(["name"])

    def _get_fixed_texts(self):
        """The texts in a form that does not depend on who reads, nor on the languages in use: ``{id: text or dict}``.

        A text that is the same in every language is a text, else it is a dictionary of languages.
        """
        self.flush_recordset(["name"])
        rows = self.env.execute_query(SQL("SELECT id, name FROM service_repair_check WHERE id = ANY(%s)", self.ids))
        return {check: texts if len(set(texts.values())) > 1 else texts["en_US"] for check, texts in rows}

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
