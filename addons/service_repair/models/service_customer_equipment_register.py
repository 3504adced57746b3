import logging

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class ServiceCustomerEquipment(models.Model):
    """What enters the installed base by itself: deliveries, returns, work orders."""

    _inherit = "service.customer.equipment"

    @api.model
    def _enter_serials(self, found, origin):
        """Enter serial numbers at customers, in a constant number of queries for those that are there already.

        :param found: list of ``(lot, partner, company, day)``
        :param origin: ``delivery`` moves a serial number from another customer; ``repair`` leaves it there
        :return: ``{(lot id, customer id): row}`` of those that are theirs now
        """
        lots = self.env["stock.lot"].browse([lot.id for lot, *_rest in found])
        rows = self.sudo().search([("lot_id", "in", lots.ids)])
        present = {row.lot_id: row for row in rows if not row.until}
        known = {(row.lot_id, row.customer_id, row.company_id): row for row in rows}
        entered = {}
        for lot, partner, company, day in found:
            lot, customer = lot.sudo(), partner.sudo().commercial_partner_id
            here = present.get(lot)
            if not here or (here.customer_id != customer and origin == "delivery"):
                here = self._enter(lot, customer, partner, company, day, origin, here, known)
                if here:
                    present[lot] = known[lot, customer, company] = here
            if here and here.customer_id == customer:
                entered[lot.id, customer.id] = here
        return entered

    def _enter(self, lot, customer, partner, company, day, origin, before, known):
        """One row; None where somebody else is just entering it, which must not fail a delivery."""
        try:
            with self.env.cr.savepoint():
                if before:
                    before._end(day)
                    self.env.flush_all()
                values = {"until": False, "previous_id": before.id if before else False}
                if row := known.get((lot, customer, company)):
                    row.write(values)
                    return row
                return self.sudo().create(
                    {
                        **values,
                        "customer_id": customer.id,
                        "site_id": partner.id if partner != customer else False,
                        "product_id": lot.product_id.id,
                        "lot_id": lot.id,
                        "company_id": company.id,
                        "installed_on": day,
                        "origin": origin,
                    }
                )
        except IntegrityError:
            _logger.info("Serial number %s is being entered by somebody else", lot.name)
            return None

    @api.model
    def _register_moves(self, lines):
        """Serial numbers delivered to customers, and those that came back.

        :param lines: done ``stock.move.line``
        """
        serials = lines.filtered(lambda line: line.lot_id and line.product_id.tracking == "serial")
        out = serials.filtered(
            lambda line: line.location_dest_id.usage == "customer" and line.location_id.usage != "customer"
        )
        back = serials.filtered(
            lambda line: (
                line.location_id.usage == "customer"
                and line.location_dest_id.usage != "customer"
                and line.move_id.picking_id.picking_type_id.code == "incoming"
            )
        )
        found = []
        for line in out:
            company = line.company_id
            partner = line.move_id.picking_id.partner_id or line.move_id.partner_id
            if partner and company.service_equipment_from_delivery:
                found.append((line.lot_id, partner, company, line.date.date()))
        if found:
            self._enter_serials(found, "delivery")
        if back:
            rows = self.sudo().search(Domain("lot_id", "in", back.lot_id.ids) & Domain("until", "=", False))
            rows._end(fields.Date.context_today(self))

    def action_register_past(self):
        """Enter what was delivered and repaired before, in the order in which it happened; already known rows stay."""
        self.check_access("create")
        company = self.env.company
        before = self.sudo().search_count([("company_id", "=", company.id)])
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "done"),
                    ("product_id.tracking", "=", "serial"),
                    ("lot_id", "!=", False),
                    ("location_dest_usage", "=", "customer"),
                    ("location_usage", "!=", "customer"),
                    ("move_id.picking_id.partner_id", "!=", False),
                ],
                order="date, id",
            )
        )
        last = {line.lot_id: line for line in lines}.values()
        # What came back since is not there any more
        there = self._filter_unknown(self._filter_still_there(last))
        self._enter_serials(
            [(line.lot_id, line.move_id.picking_id.partner_id, company, line.date.date()) for line in there], "delivery"
        )
        orders = (
            self.env["repair.order"]
            .sudo()
            .search([("is_service", "=", True), ("company_id", "=", company.id), ("lot_id", "!=", False)], order="id")
        )
        orders._link_customer_equipment()
        count = self.sudo().search_count([("company_id", "=", company.id)]) - before
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s entered.", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _filter_unknown(self, lines):
        """Those of which no later row knows more: a change of owner, the end of use, or somebody's entry by hand."""
        rows = self.sudo().search([("lot_id", "in", [line.lot_id.id for line in lines])]).grouped("lot_id")
        none = self.browse()
        return [
            line
            for line in lines
            if all(row.until and row.until < line.date.date() for row in rows.get(line.lot_id, none))
        ]

    def _filter_still_there(self, lines):
        lots = self.env["stock.lot"].browse([line.lot_id.id for line in lines])
        returned = dict(
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", lots.ids),
                    ("state", "=", "done"),
                    ("location_usage", "=", "customer"),
                    ("location_dest_usage", "!=", "customer"),
                    ("move_id.picking_id.picking_type_id.code", "=", "incoming"),
                ],
                ["lot_id"],
                ["date:max"],
            )
        )
        return [line for line in lines if not returned.get(line.lot_id) or returned[line.lot_id] < line.date]
