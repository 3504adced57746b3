import math
from collections import defaultdict
from datetime import timedelta

from odoo import fields

from ..engine.restock import Need
from .service_visit import OPEN

# What was used before says little about what is used now
_WEEKS = 26
# Less is no rhythm yet
_FEWEST_WEEKS = 4
# How often somebody orders for a store
_STORE_REVIEW_DAYS = 14
_WEEK = 7


class Needs:
    """What the vans and stores of a company use of their parts, hold, expect and have promised.

    Places are ids of locations: a van, or the stock of a warehouse with all that is in it. The key of all figures is
    (place, part). Built from a number of queries that does not depend on how many there are of either.
    """

    def __init__(self, env, company):
        self.env, self.company = env(su=True), company.sudo()
        self.now = fields.Datetime.now()
        self.since = self.now - timedelta(weeks=_WEEKS)
        self.vans = self.env["stock.location"].search(
            [("technician_id", "!=", False), ("company_id", "=", company.id), ("usage", "=", "internal")]
        )
        stores = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        self.warehouses = {warehouse.lot_stock_id.id: warehouse for warehouse in stores}
        self.warehouses |= {van.id: van.warehouse_id or stores[:1] for van in self.vans}
        self.inside = self._load_inside(stores)
        self.days = {van.id: self.company.service_van_refill_days for van in self.vans}
        self.held = self._load_held()
        self.used, self.first = self._load_used()
        self.coming = self._load_coming()
        self.predicted = defaultdict(float)
        self.booked = self._load_booked()
        self.rules = {
            (rule.location_id.id, rule.product_id.id): rule
            for rule in self.env["stock.warehouse.orderpoint"].search(
                [("location_id", "in", list(self.warehouses)), ("company_id", "=", company.id)]
            )
        }
        self.delays = self._load_delays()

    def get_places(self):
        """The keys for which anything is known: something used, held, expected, booked or ruled."""
        keys = {*self.used, *self.booked, *self.coming, *self.rules}
        keys |= {key for key, held in self.held.items() if held > 0}
        parts = set(self.env["product.product"].browse({part for _place, part in keys}).filtered("is_spare_part").ids)
        return sorted(key for key in keys if key[1] in parts)

    def get_need(self, place, part):
        is_van = place in self.days
        review = self.days[place] if is_van else _STORE_REVIEW_DAYS
        # Who looks every so many days sees a lack that late at worst; then the vendor takes time as well
        refill = review if is_van else review + self.delays.get(part, 0)
        return Need(
            used=max(self.used.get((place, part), 0), 0),
            weeks=self._get_weeks(place, part),
            booked=self.booked.get((place, part), 0),
            refill_weeks=refill / _WEEK,
            review_weeks=review / _WEEK,
        )

    def _get_weeks(self, place, part):
        """For how long it could have been used there: a van that got its first part a month ago has no half-year."""
        first = self.first.get((place, part), self.now)
        return min(max((self.now - first).days / _WEEK, _FEWEST_WEEKS), _WEEKS)

    def _load_inside(self, stores):
        """``{location: place}`` of every shelf and every van."""
        shelves = self.env["stock.location"].search([("id", "child_of", stores.lot_stock_id.ids)])
        tops = {f"{store.lot_stock_id.parent_path}": store.lot_stock_id.id for store in stores}
        inside = {van.id: van.id for van in self.vans}
        for shelf in shelves:
            inside[shelf.id] = next(top for path, top in tops.items() if shelf.parent_path.startswith(path))
        return inside

    def _load_held(self):
        held = defaultdict(float)
        for location, part, quantity in self.env["stock.quant"]._read_group(
            [("location_id", "in", list(self.inside))], ["location_id", "product_id"], ["quantity:sum"]
        ):
            held[self.inside[location.id], part.id] += quantity
        return held

    def _load_used(self):
        """What left a place for use: into devices, or from a store into the vans, less what came back good."""
        used, first = defaultdict(float), {}
        lines = self.env["stock.move.line"]
        parts = [("state", "=", "done"), ("product_id.is_spare_part", "=", True)]
        places = list(self.inside)
        for source, target, part, quantity, on_order in self._sum_moves(lines, places):
            place, other = self.inside.get(source.id), self.inside.get(target.id)
            if place == other:
                continue
            if place and (on_order or other in self.days or target.usage == "customer"):
                used[place, part.id] += quantity
            if other and other not in self.days and place in self.days:
                used[other, part.id] -= quantity
        for target, part, moment in lines._read_group(
            [*parts, ("location_dest_id", "in", places)], ["location_dest_id", "product_id"], ["date:min"]
        ):
            key = self.inside[target.id], part.id
            first[key] = min(first.get(key, moment), moment)
        return used, first

    def _sum_moves(self, lines, places):
        done = [
            ("state", "=", "done"),
            ("product_id.is_spare_part", "=", True),
            ("date", ">=", self.since),
            "|",
            ("location_id", "in", places),
            ("location_dest_id", "in", places),
        ]
        for on_order in (True, False):
            kind = ("move_id.repair_line_type", "=" if on_order else "!=", "add")
            for row in lines._read_group(
                [kind, *done], ["location_id", "location_dest_id", "product_id"], ["quantity_product_uom:sum"]
            ):
                yield (*row, on_order)

    def _load_coming(self):
        """Moves into a place that are not done, and what technicians have asked for and nobody has begun to issue."""
        coming = defaultdict(float)
        for source, target, part, quantity in self.env["stock.move"]._read_group(
            [
                ("location_dest_id", "in", list(self.inside)),
                ("state", "in", ("waiting", "confirmed", "assigned", "partially_available")),
                ("repair_id", "=", False),
            ],
            ["location_id", "location_dest_id", "product_id"],
            ["product_qty:sum"],
        ):
            if self.inside.get(source.id) != self.inside[target.id]:
                coming[self.inside[target.id], part.id] += quantity
        vans = {van.technician_id.id: van.id for van in self.vans}
        lines = self.env["service.part.requisition.line"].search(
            [
                ("requisition_id.state", "in", ("submitted", "approved")),
                ("requisition_id.company_id", "=", self.company.id),
                ("requisition_id.technician_id", "in", list(vans)),
                ("requisition_id.picking_ids", "not any", [("state", "not in", ("done", "cancel"))]),
            ]
        )
        for line in lines:
            coming[vans[line.requisition_id.technician_id.id], line.product_id.id] += max(
                line.quantity - line.issued, 0
            )
        return coming

    def _load_booked(self):
        """What open work orders still need until the next refill; what a van lacks of it, its store has to give."""
        booked = defaultdict(float)
        until = self.now + timedelta(days=max(self.days.values(), default=0) + _WEEK)
        orders = self.env["repair.order"].search(
            [
                ("is_service", "=", True),
                ("company_id", "=", self.company.id),
                ("state", "in", ("draft", "confirmed", "under_repair")),
                "|",
                ("visit_ids", "any", [("state", "in", OPEN), ("start", "<=", until)]),
                ("schedule_date", "<=", until),
            ]
        )
        orders.move_ids.fetch(["product_id", "product_uom_qty", "product_qty", "repair_line_type", "state"])
        for order in orders:
            place = self.inside.get(order.location_id.id)
            for move in order.move_ids.filtered(lambda m: m.repair_line_type == "add" and m.state != "cancel"):
                if place:
                    booked[place, move.product_id.id] += move.product_qty
        self._add_predicted(orders, booked)
        for (place, part), quantity in list(booked.items()):
            if place in self.days and (lacking := quantity - self.held.get((place, part), 0)) > 0:
                booked[self.warehouses[place].lot_stock_id.id, part] += lacking
        return booked

    def _add_predicted(self, orders, booked):
        """Visits whose parts nobody has entered yet need what such repairs needed before, where that can be told."""
        empty = orders.filtered(lambda order: order.product_id and order.visit_id and not order.move_ids)
        if not empty:
            return
        kits = self.env["service.part.kit"]
        verdicts = {product: kits._get_verdict(self.company, product) for product in empty.product_id}
        if not any(verdict.is_on for verdict in verdicts.values()):
            return
        model = kits._get_model(self.company)
        expected = defaultdict(float)
        for order in empty:
            place = self.inside.get(order.location_id.id)
            if place and verdicts[order.product_id].is_on:
                for each in model.propose(order.product_id.id, order.fault_id.id or None):
                    expected[place, each.part] += each.probability * each.quantity
        for key, quantity in expected.items():
            self.predicted[key] = math.ceil(quantity)
            booked[key] += self.predicted[key]

    def _load_delays(self):
        """``{part: days}`` until the vendor delivers."""
        parts = self.env["product.product"].browse({part for _place, part in (*self.used, *self.booked, *self.held)})
        return {part.id: part.seller_ids[:1].delay for part in parts}
