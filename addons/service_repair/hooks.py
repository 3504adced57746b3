"""What the addon arranges once, when it is removed."""

# On records that stay, or are deleted after the types
_ACTIVITIES = ("accept", "approve", "check_due", "tool_overdue", "acknowledge", "equipment_approval")


def uninstall_hook(env):
    """Clocks of work orders go with them; the repairs stay, as ordinary ones."""
    env.cr.execute("DELETE FROM service_clock WHERE repair_id IS NOT NULL OR metric IN ('arrival', 'repair')")
    env.cr.execute("DELETE FROM service_standard_target WHERE metric IN ('arrival', 'repair')")
    kinds = [env.ref(f"service_repair.mail_activity_type_{name}").id for name in _ACTIVITIES]
    env["mail.activity"].with_context(active_test=False).search([("activity_type_id", "in", kinds)]).unlink()
    # Care messages hold on to the rules that go with their occasions
    env.cr.execute(
        "DELETE FROM service_care_message WHERE rule_id IN ("
        "SELECT id FROM service_care_rule WHERE trigger IN ('purchase', 'delivery', 'maintenance'))"
    )
    # Repairs hold on to the catalogue
    env.cr.execute("UPDATE repair_order SET fault_id = NULL, cause_id = NULL, remedy_id = NULL")
    # What the warehouses got stays, because moves refer to it, but out of the way
    env.cr.execute(
        "UPDATE stock_picking_type SET active = FALSE WHERE id IN ("
        "SELECT service_type_id FROM stock_warehouse UNION SELECT issue_type_id FROM stock_warehouse)"
    )
    # The route into the vans as well
    env.cr.execute("UPDATE stock_route SET active = FALSE WHERE id IN (SELECT vans_route_id FROM stock_warehouse)")
    env.cr.execute("UPDATE stock_rule SET active = FALSE WHERE route_id IN (SELECT vans_route_id FROM stock_warehouse)")
