"""What the addon arranges once, when it is removed."""


def uninstall_hook(env):
    """Clocks of work orders go with them; the repairs stay, as ordinary ones."""
    env.cr.execute("DELETE FROM service_clock WHERE repair_id IS NOT NULL OR metric IN ('arrival', 'repair')")
    env.cr.execute("DELETE FROM service_standard_target WHERE metric IN ('arrival', 'repair')")
    # What the warehouses got stays, because moves refer to it, but out of the way
    env.cr.execute(
        "UPDATE stock_picking_type SET active = FALSE WHERE id IN ("
        "SELECT service_type_id FROM stock_warehouse UNION SELECT issue_type_id FROM stock_warehouse)"
    )
