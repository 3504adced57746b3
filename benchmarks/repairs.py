"""What work orders add to repairs, and what parts requisitions cost."""

from odoo import Command

from .measure import Measure, median, seconds

_REPEATS = 3
_ORDERS = 100
_PARTS = 5
_LINES = 50
_HISTORY = 20


def measures(databases):
    """Rows for confirming repairs, against bare ``repair``, and for a requisition with and without a history."""
    times = {name: [] for name in ("bare", "ordinary", "work order")}
    for _repeat in range(_REPEATS):
        times["bare"].append(_confirm(databases, "bare", {}))
        times["ordinary"].append(_confirm(databases, "own", {}))
        times["work order"].append(_confirm(databases, "own", {"is_service": True, "place": "workshop"}))
    bare, ordinary, work_order = (median(times[name]) for name in ("bare", "ordinary", "work order"))
    name = f"confirm {_ORDERS} of {_PARTS} parts / bare repair"
    yield Measure(f"repairs: {name}", _ORDERS, "ms/order", ordinary, bare, 1.25)
    yield Measure(f"work orders: {name}", _ORDERS, "ms/order", work_order, bare, 1.25)
    with databases.env("own") as env:
        first, second = _requisition_queries(env)
    yield Measure(f"requisition of {_LINES} lines: after {_HISTORY} / after 1", _LINES, "queries", second, first, 1.02)


def _confirm(databases, which, values):
    """Milliseconds an order."""
    with databases.env(which) as env:
        parts = _parts(env, _PARTS, 10 * _ORDERS, which)
        device = env["product.product"].create({"name": "Device", "is_storable": True})
        _put(env, device, 10 * _ORDERS)
        orders = env["repair.order"].create(
            [
                {
                    "product_id": device.id,
                    "user_id": env.uid,
                    **values,
                    **({"parts_from": "store"} if values else {}),
                    "move_ids": [
                        Command.create({"product_id": part.id, "product_uom_qty": 1, "repair_line_type": "add"})
                        for part in parts
                    ],
                }
                for _n in range(_ORDERS + 5)
            ]
        )
        env.flush_all()
        _validate(env, orders[:5])
        env.invalidate_all()
        spent = seconds(lambda: _validate(env, orders[5:]))
        assert set(orders.move_ids.mapped("state")) == {"assigned"}
    return 1000 * spent / _ORDERS


def _validate(env, orders):
    for order in orders:
        order.action_validate()
        env.flush_all()


def _parts(env, number, quantity, which="own"):
    marked = {"is_spare_part": True} if which == "own" else {}
    parts = env["product.product"].create(
        [{"name": f"Part {n}", "is_storable": True, "standard_price": 1, **marked} for n in range(number)]
    )
    for part in parts:
        _put(env, part, quantity)
    return parts


def _put(env, product, quantity):
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, quantity)


def _requisition_queries(env):
    """Queries of approving and issuing a requisition: after one like it, and after many."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    warehouse._create_vans(env.user)
    parts = _parts(env, _LINES, 2 * _HISTORY)
    counts = [_issue(env, parts) for _n in range(_HISTORY)]
    return counts[1], counts[-1]


def _issue(env, parts):
    requisition = env["service.part.requisition"].create(
        {"line_ids": [Command.create({"product_id": part.id, "quantity": 1}) for part in parts]}
    )
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    requisition.action_submit()
    if requisition.state == "submitted":
        requisition.action_approve()
    picking = env["stock.picking"].browse(requisition.action_issue()["res_id"])
    picking.move_ids.picked = True
    picking.button_validate()
    env.flush_all()
    return env.cr.sql_log_count - before
