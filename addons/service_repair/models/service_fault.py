from odoo import api, fields, models


class ServiceFault(models.Model):
    """The catalogue of faults, causes and remedies, per category of product and those below it."""

    _name = "service.fault"
    _description = "Fault, Cause or Remedy"
    _order = "kind, code, name"
    _rec_names_search = ["code", "name"]

    kind = fields.Selection(
        [("fault", "Fault"), ("cause", "Cause"), ("remedy", "Remedy")], required=True, default="fault", index=True
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    category_id = fields.Many2one(
        "product.category", index="btree_not_null", help="For products of this category. Empty: for every product."
    )
    excludes_warranty = fields.Boolean(help="A cause that no warranty covers, such as misuse.")
    no_fault_found = fields.Boolean(help="The device had nothing, such as an operating error.")
    description = fields.Text(translate=True)

    _code_uniq = models.UniqueIndex(
        "(kind, code, COALESCE(company_id, 0), COALESCE(category_id, 0))",
        "This code is taken: choose another one, or edit the entry that has it.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for fault in self:
            fault.display_name = f"[{fault.code}] {fault.name}" if fault.code else fault.name
