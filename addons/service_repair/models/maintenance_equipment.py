from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# Who works with the ledger; others see of an equipment they follow what maintenance shows them
LEDGER = "service_repair.service_repair_group_technician,maintenance.group_equipment_manager"


class MaintenanceEquipment(models.Model):
    """The ledger of the department's equipment and tools.

    Equipment of customers is no part of it: that is ``service.customer.equipment``,
    because serial numbers are unique here over all owners, and because those
    who manage the company's things have no business with the customers'.
    """

    _inherit = "maintenance.equipment"

    asset_kind = fields.Selection(
        [("equipment", "Equipment"), ("tool", "Tool")],
        string="Kind",
        required=True,
        default="equipment",
        index=True,
        tracking=True,
        help="Tools are checked out and in, and planned for visits.",
    )
    asset_code = fields.Char(
        string="Asset Number", copy=False, tracking=True, help="On the label; a scanner reads it, or the serial number."
    )
    purchase_date = fields.Date(tracking=True)
    cost = fields.Float(tracking=True)
    age_years = fields.Float(
        string="Age (years)",
        compute="_compute_age_years",
        digits=(16, 1),
        help="Since the purchase, whatever its book value.",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial in Stock",
        check_company=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        groups=LEDGER,
        help="The same thing in Inventory. It leaves the stock only by an approved request.",
    )
    replaces_id = fields.Many2one("maintenance.equipment", readonly=True, copy=False, index="btree_not_null")
    replaced_by_ids = fields.One2many("maintenance.equipment", "replaces_id", string="Replaced by", readonly=True)

    _asset_code_uniq = models.UniqueIndex(
        "(asset_code, company_id) WHERE asset_code IS NOT NULL",
        "Another equipment of the company has this asset number: choose another one.",
    )
    _lot_uniq = models.UniqueIndex(
        "(lot_id) WHERE lot_id IS NOT NULL AND active",
        "This serial number stands in the ledger already: open that equipment.",
    )

    @api.depends("purchase_date", "scrap_date")
    def _compute_age_years(self):
        today = fields.Date.context_today(self)
        for equipment in self:
            start, end = equipment.purchase_date, equipment.scrap_date or today
            span = relativedelta(end, start) if start and start < end else relativedelta()
            equipment.age_years = round(span.years + span.months / 12, 1)

    @api.constrains("purchase_date")
    def _check_purchase_date(self):
        today = fields.Date.context_today(self)
        if any(equipment.purchase_date and equipment.purchase_date > today for equipment in self):
            raise ValidationError(self.env._("The purchase date lies in the future: correct it."))

    @api.model
    def _find_by_scan(self, code):
        """The tools and equipment with this asset or serial number, as a scanner types it."""
        code = (code or "").strip()
        if not code:
            return self.browse()
        return self.search(Domain("asset_code", "=", code) | Domain("serial_no", "=", code))
