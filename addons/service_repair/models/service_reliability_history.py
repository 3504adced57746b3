from collections import defaultdict
from datetime import datetime, time

from odoo import fields

from ..engine.survival import Spell


class History:
    """What is known of a company's devices: since when, what failed when, what was replaced when."""

    def __init__(self, env, company):
        self.now = fields.Datetime.now()
        orders = self._load_orders(env, company)
        self.orders = {order.id: order for order in orders}
        self.lots = self._load_lots(env, company, orders)
        self.starts = {
            lot.id: datetime.combine(lot.warranty_start, time.min) for lot in self.lots if lot.warranty_start
        }
        self.hours = {
            row["repair_id"][0]: (row["hours"], row["hours_net"])
            for row in env["service.repair.report"]
            .sudo()
            .search_read([("company_id", "=", company.id)], ["repair_id", "hours", "hours_net"])
        }
        self.replaced = self._load_replaced(env)

    def _load_orders(self, env, company):
        found = (
            env["repair.order"]
            .sudo()
            .search_fetch(
                [
                    ("is_service", "=", True),
                    ("state", "=", "done"),
                    ("company_id", "=", company.id),
                    ("product_id", "!=", False),
                    ("repaired_on", "!=", False),
                ],
                ["product_id", "lot_id", "repaired_on", "repair_hours", "no_fault_found", "cause_id"],
                order="repaired_on, id",
            )
        )
        found.cause_id.fetch(["excludes_warranty"])
        return found

    def _load_lots(self, env, company, orders):
        """The serials that were repaired, and those that were delivered and have not failed yet."""
        delivered = (
            env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", orders.product_id.ids),
                    ("lot_id", "!=", False),
                    ("state", "=", "done"),
                    ("company_id", "=", company.id),
                    ("location_dest_usage", "=", "customer"),
                    ("location_usage", "!=", "customer"),
                ],
                [],
                ["lot_id:recordset"],
            )[0][0]
        )
        agreed = (
            env["stock.lot"]
            .sudo()
            .search(
                [
                    ("product_id", "in", orders.product_id.ids),
                    ("warranty_agreed", "!=", False),
                    ("company_id", "in", [False, company.id]),
                ]
            )
        )
        return orders.lot_id | delivered | agreed

    def _load_replaced(self, env):
        """``{(device, part): [order id]}`` of what was put in, the earliest first."""
        groups = (
            env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("repair_id", "in", list(self.orders)),
                    ("repair_line_type", "=", "add"),
                    ("state", "=", "done"),
                    ("product_id.is_spare_part", "=", True),
                ],
                ["repair_id", "product_id"],
            )
        )
        used = {(order.id, part.id) for order, part in groups}
        replaced = defaultdict(list)
        parts = defaultdict(list)
        for order_id, part_id in used:
            parts[order_id].append(part_id)
        for order_id, order in self.orders.items():
            for part_id in parts[order_id]:
                replaced[order.product_id.id, part_id].append(order_id)
        return replaced

    def get_spells(self):
        """``{(device, part or False): {lot: [spell]}}``."""
        events = defaultdict(list)
        for order in self.orders.values():
            if not order.no_fault_found and not order.cause_id.excludes_warranty:
                events[order.lot_id.id].append(self._get_moments(order))
        lots = self.lots.grouped(lambda lot: lot.product_id.id)
        spells = {
            (product, False): {
                lot.id: found for lot in of_product if (found := self._cut(lot.id, events.get(lot.id, ())))
            }
            for product, of_product in lots.items()
        }
        for (product, part), order_ids in self.replaced.items():
            changes = defaultdict(list)
            for order_id in order_ids:
                order = self.orders[order_id]
                changes[order.lot_id.id].append(self._get_moments(order))
            spells[product, part] = {
                lot.id: found for lot in lots.get(product, ()) if (found := self._cut(lot.id, changes.get(lot.id, ())))
            }
        return spells

    def get_hours(self, product, part):
        """Hours of each repair of a device, or in which a part of it was replaced: with and without waiting."""
        wanted = (
            self.replaced[product, part]
            if part
            else [order.id for order in self.orders.values() if order.product_id.id == product]
        )
        pairs = [self.hours[order_id] for order_id in wanted if order_id in self.hours]
        return [hours for hours, _net in pairs], [net for _hours, net in pairs]

    def _get_moments(self, order):
        """When it failed, as far as anybody knows, and when it worked again."""
        return fields.Datetime.subtract(order.repaired_on, hours=order.repair_hours), order.repaired_on

    def _cut(self, lot_id, moments):
        """The spells of one device: between its start, each failure and now."""
        since, found = self.starts.get(lot_id), []
        for failed, mended in sorted(moments):
            # What failed before it was delivered, as far as anybody wrote down, tells nothing about how long it lasts
            if since and since <= failed:
                found.append(Spell(_days(since, failed), True))
            since = max(since or mended, mended)
        if since and since <= self.now:
            found.append(Spell(_days(since, self.now), False))
        return found


def _days(since, until):
    return (until - since).total_seconds() / 86400
