"""The first points of the shipped checklist had no ids of their own, so that no translation found them.

Points that were renamed meanwhile are the company's own by now, and stay as they are.
"""

_POINTS = {
    "load": "Works under load as specified",
    "safe": "Safe: housing, cables and earth are intact",
    "clean": "Site is clean, covers are back in place",
    "daily": "Daily use and settings",
    "care": "Care and cleaning",
    "again": "What to do when it fails again",
}


def migrate(cr, version):
    for suffix, name in _POINTS.items():
        cr.execute(
            """
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT 'service_repair', %(xmlid)s, 'service.checklist.line', min(line.id), TRUE
              FROM service_checklist_line line
              JOIN ir_model_data checklist ON checklist.res_id = line.checklist_id
                   AND checklist.module = 'service_repair' AND checklist.name = 'service_checklist_every_product'
             WHERE line.name->>'en_US' = %(name)s
            HAVING min(line.id) IS NOT NULL
                ON CONFLICT (module, name) DO NOTHING
            """,
            {"xmlid": f"service_checklist_line_{suffix}", "name": name},
        )
