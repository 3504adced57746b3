from odoo import api, fields, models
from odoo.exceptions import ValidationError

_FITTING = (
    " ('company_id', 'in', (False, company_id)),"
    " '|', ('category_id', '=', False), ('category_id', 'parent_of', categ_id)]"
)


class RepairOrder(models.Model):
    """Fault, cause and remedy; checklists of tests and use."""

    _inherit = "repair.order"

    categ_id = fields.Many2one(related="product_id.categ_id")
    fault_id = fields.Many2one(
        "service.fault",
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'fault')," + _FITTING,
    )
    cause_id = fields.Many2one(
        "service.fault",
        tracking=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'cause')," + _FITTING,
    )
    remedy_id = fields.Many2one(
        "service.fault",
        tracking=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'remedy')," + _FITTING,
    )
    diagnosis = fields.Text(copy=False, groups="base.group_user", help="What is broken, and why.")
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    check_ids = fields.One2many("service.repair.check", "repair_id", string="Checklist")

    @api.constrains("fault_id", "cause_id", "remedy_id")
    def _check_catalogue(self):
        for order in self:
            for kind in ("fault", "cause", "remedy"):
                entry = order[f"{kind}_id"]
                if entry and entry.kind != kind:
                    raise ValidationError(
                        self.env._("%(entry)s is of another kind: choose again.", entry=entry.display_name)
                    )

    def _lay_out_checks(self):
        """The points of the checklists for each product, unless the order has its checks already."""
        checklists = self.env["service.checklist"].sudo().search([])  # pylint: disable=no-search-all
        rows = []
        for order in self.filtered(lambda order: not order.check_ids):
            above = {int(key) for key in (order.categ_id.parent_path or "").split("/") if key}
            fitting = checklists.filtered(
                lambda c, order=order, above=above: (
                    (not c.category_id or c.category_id.id in above)
                    and (not c.company_id or c.company_id == order.company_id)
                )
            )
            rows += [
                {"repair_id": order.id, "line_id": line.id, "kind": line.kind, "name": line.name, "sequence": number}
                for number, line in enumerate(fitting.line_ids)
            ]
        self.env["service.repair.check"].sudo().create(rows)._copy_translations()
