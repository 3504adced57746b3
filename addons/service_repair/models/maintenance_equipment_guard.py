from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What no longer changes once the equipment is scrapped
_FROZEN = frozenset(
    {
        "name",
        "model",
        "active",
        "scrap_date",
        "asset_kind",
        "asset_code",
        "serial_no",
        "lot_id",
        "cost",
        "purchase_date",
        "effective_date",
        "warranty_date",
        "partner_id",
        "partner_ref",
        "employee_id",
        "department_id",
        "owner_user_id",
        "equipment_assign_to",
        "category_id",
        "company_id",
    }
)


class MaintenanceEquipment(models.Model):
    """Equipment leaves the ledger by an approved request alone, whoever writes it and from where."""

    _inherit = "maintenance.equipment"

    request_ids = fields.One2many("service.equipment.request", "equipment_id", string="Requests")
    request_count = fields.Integer(compute="_compute_request_count")
    open_request_id = fields.Many2one(
        "service.equipment.request", compute="_compute_open_request_id", compute_sudo=True
    )

    @api.depends("request_ids")
    def _compute_request_count(self):
        counts = dict(
            self.env["service.equipment.request"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for equipment in self:
            equipment.request_count = counts.get(equipment._origin, 0)

    @api.depends("request_ids.state")
    def _compute_open_request_id(self):
        open_ones = self.env["service.equipment.request"].search(
            [("equipment_id", "in", self.ids), ("state", "in", ("submitted", "approved"))]
        )
        by_equipment = open_ones.grouped("equipment_id")
        for equipment in self:
            equipment.open_request_id = by_equipment.get(equipment._origin, False)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("scrap_date") or vals.get("active") is False for vals in vals_list):
            raise AccessError(self.env._("New equipment is not scrapped: ask for its scrapping later."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_scrapping(vals)
            self._check_scrapped(vals)
            self._check_stock_link(vals)
        return super().write(vals)

    def _check_scrapping(self, vals):
        """Neither archiving nor a date makes a thing disappear."""
        leaving = self.browse()
        if "active" in vals and not vals["active"]:
            leaving |= self.filtered("active")
        if "scrap_date" in vals:
            day = fields.Date.to_date(vals["scrap_date"])
            leaving |= self.filtered(lambda equipment: (equipment.scrap_date or None) != (day or None))
        if leaving:
            raise AccessError(
                self.env._(
                    "%(name)s leaves the ledger by an approved request: use Ask for Scrapping.",
                    name=leaving[0].display_name,
                )
            )

    def _check_scrapped(self, vals):
        scrapped = self.filtered(lambda equipment: equipment.scrap_date and not equipment.active)
        if scrapped and _FROZEN & vals.keys():
            raise AccessError(
                self.env._("%(name)s is scrapped: its entry does not change.", name=scrapped[0].display_name)
            )

    def _check_stock_link(self, vals):
        """Without its link nobody would know that the serial number may not leave the stock."""
        if "lot_id" not in vals or self.env.user.has_group("service_quality.service_quality_group_manager"):
            return
        if any(equipment.lot_id and equipment.lot_id.id != vals["lot_id"] for equipment in self.sudo()):
            raise AccessError(self.env._("A service manager changes the link to a serial number in stock."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        """A wrong entry may be deleted on the day it was made."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        for equipment in self.sudo().with_context(active_test=False):
            used = equipment.loan_ids or equipment.certificate_ids or equipment.request_ids
            if used or equipment.create_date < yesterday:
                raise UserError(
                    self.env._(
                        "%(name)s stands in the ledger: ask for its scrapping instead.", name=equipment.display_name
                    )
                )

    # Buttons

    def action_ask_scrapping(self):
        return self._ask_request("scrap")

    def action_ask_renewal(self):
        return self._ask_request("renewal")

    def action_view_requests(self):
        return self.with_context(active_test=False).request_ids._get_records_action(
            name=self.env._("Equipment Requests")
        )

    def _ask_request(self, kind):
        self.ensure_one()
        if self.open_request_id:
            return self.open_request_id._get_records_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Equipment Request"),
            "res_model": "service.equipment.request",
            "view_mode": "form",
            "context": {
                "default_equipment_id": self.id,
                "default_kind": kind,
                "default_replacement_name": self.name,
                "default_replacement_model": self.model,
            },
        }


class StockMove(models.Model):
    """What stands in the ledger leaves the stock by an approved request alone: scrap, count, delivery and use."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        self._check_ledger()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_ledger(self):
        lines = self.move_line_ids.filtered(
            lambda line: (
                line.lot_id
                and line.location_id.usage == "internal"
                and line.location_dest_id.usage in ("inventory", "customer", "production")
            )
        )
        if kept := lines.lot_id._get_ledger_equipment():
            raise UserError(
                self.env._(
                    "%(serial)s is %(name)s of the equipment ledger: it leaves the stock by an approved request alone.",
                    serial=kept[0].lot_id.name,
                    name=kept[0].name,
                )
            )
