"""Addons that need Odoo's website: installed, tested and removed in databases of their own.

A website changes how the pages of every other addon are served, so that it is kept out of the database of their tests.
"""

import pytest
import scratch

_UNINSTALL = """
env["ir.module.module"].search([("name", "=", %r)]).button_immediate_uninstall()
"""
_LEFT = "SELECT model, name FROM ir_model_data WHERE module = %s AND model != 'ir.module.module'"


@pytest.mark.parametrize("addon", scratch.apart_addons())
def test_in_a_database_of_its_own(addon):
    with scratch.clone(f"apart_{addon}") as database:
        scratch.run_odoo(database, "-i", addon)
        # With those of the tests of all addons that look at every table and every word
        of_all = [scratch.ROOT / "tests" / name for name in ("test_company_rules.py", "test_translations.py")]
        scratch.run_tests(database, scratch.ADDONS / addon / "tests", *of_all)
        scratch.run_odoo(database, script=_UNINSTALL % addon)
        assert not scratch.sql(database, _LEFT, addon)
