"""Each addon comes and goes on a database with other people's data in it, alone and with the others."""

import pytest
import scratch

_CASES = """
from datetime import timedelta
from odoo import fields
user = env.ref("base.user_admin")
values = {"name": "A case", "description": "Of somebody", "user_id": user.id}
tickets = env["helpdesk.ticket"].create([values, values])
"""
_DATA = (
    _CASES
    + """
env["service.clock"]._sweep(fields.Datetime.now() + timedelta(days=90), 100)
env["service.clock"]._sweep(fields.Datetime.now() + timedelta(days=90), 100)
assert env["mail.activity"].search([("service_clock_id", "!=", False)])
awaiting = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
assert awaiting.waiting_for == "customer"
tickets[0].stage_id = awaiting
standard = env.ref("service_quality.service_standard_every_case")
standard.action_new_version()
env["helpdesk.ticket.team"].create({"name": "A team", "service_calendar_id": env.company.resource_calendar_id.id})
print("CLOCKS", env["service.clock"].search_count([]), env["service.clock.event"].search_count([]))
env.cr.commit()
"""
)
_COUNT = """
print("CLOCKS", env["service.clock"].search_count([]), env["service.clock.event"].search_count([]))
"""
_UNINSTALL = """
names = %r
env["ir.module.module"].search([("name", "in", names)]).button_immediate_uninstall()
"""
_AFTERWARDS = (
    _CASES
    + """
tickets.write({"stage_id": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting").id})
tickets[0].message_post(body="Hello", subtype_xmlid="mail.mt_comment")
tickets.unlink()
assert env["helpdesk.ticket"].search_count([("name", "=", "A case")]) == 4
env["helpdesk.ticket"].search([]).read()
env["mail.activity"].search([]).mapped("display_name")
env["resource.calendar"].search([]).write({"tz": "UTC"})
"""
)


@pytest.mark.parametrize("addon", scratch.our_addons(apart=False))
def test_alone(addon):
    with scratch.clone(f"alone_{addon}") as database:
        scratch.run_odoo(database, "-i", addon)
        installed = scratch.sql(database, "SELECT name FROM ir_module_module WHERE state = 'installed'")
        assert (addon,) in installed
        pending = (
            "SELECT name, state FROM ir_module_module WHERE state NOT IN ('installed', 'uninstalled', 'uninstallable')"
        )
        assert not scratch.sql(database, pending)


def test_together_with_data_upgraded_and_uninstalled():
    addons = scratch.our_addons(apart=False)
    with scratch.clone("together") as database:
        scratch.run_odoo(database, script=_CASES.replace(', "user_id": user.id', "") + "env.cr.commit()\n")
        tables, columns = _schema(database)
        scratch.run_odoo(database, "-i", ",".join(addons))
        before = scratch.run_odoo(database, script=_DATA)
        scratch.run_odoo(database, "-u", ",".join(addons))
        assert scratch.run_odoo(database, script=_COUNT) == before
        scratch.run_odoo(database, script=_UNINSTALL % (addons,))
        assert _schema(database) == (tables, columns)
        left = "SELECT module, model, name FROM ir_model_data WHERE module = ANY(%s) AND model != 'ir.module.module'"
        assert not scratch.sql(database, left, addons)
        scratch.run_odoo(database, script=_AFTERWARDS)


def _schema(database):
    """The tables, and the columns of tables that were there before: what an uninstalled addon may not leave behind."""
    rows = scratch.sql(
        database,
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')",
    )
    return {table for table, _column in rows}, set(rows)
