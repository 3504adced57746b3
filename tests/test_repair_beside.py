"""Repairs, warehouses and stock of others: installing changes nothing of them, removing leaves them working."""

import scratch

_TABLES = (
    "repair_order",
    "stock_move",
    "stock_move_line",
    "stock_quant",
    "stock_lot",
    "stock_picking",
    "stock_picking_type",
    "stock_warehouse",
    "stock_warehouse_orderpoint",
    "stock_location",
    "stock_route",
    "stock_rule",
    "product_product",
)
_OTHERS_DATA = """
from odoo import Command
warehouse = env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
products = env["product.product"]
part = products.create({"name": "Valve", "is_storable": True, "standard_price": 7})
board = products.create({"name": "Board", "is_storable": True, "tracking": "serial"})
device = products.create({"name": "Boiler", "is_storable": True, "tracking": "serial"})
lots = env["stock.lot"].create([{"name": "D-%d" % n, "product_id": device.id} for n in range(5)])
serial = env["stock.lot"].create({"name": "B-1", "product_id": board.id})
first = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
for place in (first.lot_stock_id, warehouse.lot_stock_id):
    env["stock.quant"]._update_available_quantity(part, place, 10)
env["stock.quant"]._update_available_quantity(board, first.lot_stock_id, 1, lot_id=serial)
for lot in lots:
    env["stock.quant"]._update_available_quantity(device, first.lot_stock_id, 1, lot_id=lot)
env["stock.warehouse.orderpoint"].create(
    {"product_id": part.id, "location_id": first.lot_stock_id.id, "product_min_qty": 2, "product_max_qty": 5}
)


def repair(lot, **values):
    return env["repair.order"].create(
        {
            "product_id": device.id,
            "lot_id": lot.id,
            "move_ids": [
                Command.create({"product_id": part.id, "product_uom_qty": 2, "repair_line_type": "add"}),
            ],
            **values,
        }
    )


draft, confirmed, begun, done, cancelled = (repair(lot) for lot in lots)
for order in (confirmed, begun, done, cancelled):
    order.action_validate()
for order in (begun, done):
    order.action_repair_start()
done.move_ids.quantity = 2
done.action_repair_end()
cancelled.action_repair_cancel()
env.cr.commit()
"""
_WORK_ON = """
orders = env["repair.order"].search([("product_id.name", "=", "Boiler")], order="id")
draft, confirmed, begun, done, cancelled = orders
states = [order.state for order in orders]
assert states == ["draft", "confirmed", "under_repair", "done", "cancel"], states
draft.action_validate()
assert draft.state == "confirmed" and draft.move_ids.state == "assigned"
confirmed.action_repair_start()
for order in (confirmed, begun):
    order.action_repair_end()
    assert order.state == "done", order.state
part = env["product.product"].search([("name", "=", "Valve")])
quants = env["stock.quant"].search([("product_id", "=", part.id), ("location_id.usage", "=", "internal")])
assert sum(quants.mapped("quantity")) == 14, quants.mapped("quantity")
new = env["repair.order"].create({"product_id": part.id})
new.action_repair_start()
new.action_repair_end()
assert new.state == "done"
orders.read()
for model in ("repair.order", "stock.warehouse", "stock.picking", "stock.lot", "product.product"):
    env[model].get_views([(False, "form"), (False, "list"), (False, "search")])
env["stock.warehouse"].create({"name": "Third", "code": "THI"})
print("ALL WELL")
env.cr.rollback()
"""
_UNINSTALL = """
names = ["service_kpi", "service_training", "service_training_repair", "service_repair"]
env["ir.module.module"].search([("name", "in", names), ("state", "=", "installed")]).button_immediate_uninstall()
"""


def test_what_was_there_before_is_left_alone():
    with scratch.clone("repairs_before") as database:
        scratch.run_odoo(database, script=f"exec({_OTHERS_DATA!r}, globals())\n")
        columns, before = _snapshot(database)
        scratch.run_odoo(database, "-i", "service_repair")
        assert _snapshot(database, columns, before)[1] == before
        assert "ALL WELL" in scratch.run_odoo(database, script=f"exec({_WORK_ON!r}, globals())\n")
        scratch.run_odoo(database, script=_UNINSTALL)
        assert _snapshot(database, columns, before)[1] == before
        assert "ALL WELL" in scratch.run_odoo(database, script=f"exec({_WORK_ON!r}, globals())\n")


def _snapshot(database, columns=None, known=None):
    """Every row of those tables that is known from before, in the columns that were there before."""
    columns = columns or {table: _columns(database, table) for table in _TABLES}
    rows = {}
    for table in _TABLES:
        found = scratch.sql(database, f"SELECT {', '.join(columns[table])} FROM {table} ORDER BY id")
        place = columns[table].index("id")
        ids = {row[place] for row in known[table]} if known else None
        rows[table] = [row for row in found if ids is None or row[place] in ids]
    return columns, rows


def _columns(database, table):
    rows = scratch.sql(
        database,
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name NOT IN"
        " ('write_date', 'write_uid') ORDER BY column_name",
        table,
    )
    return [f'"{name}"' if name != "id" else name for (name,) in rows]
