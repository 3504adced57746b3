from devtools import odoo_log

LOG = """\
2026-03-02 08:00:00,001 12 INFO db odoo.modules.loading: loading 1 modules...
2026-03-02 08:00:00,002 12 WARNING db odoo.addons.x.models.y: The model has no _description
2026-03-02 08:00:00,003 12 WARNING db odoo.addons.base.models.assetsbundle: You need https://rtlcss.com/ to
2026-03-02 08:00:00,004 12 ERROR db odoo.sql_db: bad query
Traceback (most recent call last): WARNING in the middle
"""


def test_warnings_and_errors_are_found_and_known_ones_are_not():
    assert [line.split()[3] for line in odoo_log.notable_lines(LOG)] == ["WARNING", "ERROR"]
    assert "_description" in odoo_log.notable_lines(LOG)[0]
