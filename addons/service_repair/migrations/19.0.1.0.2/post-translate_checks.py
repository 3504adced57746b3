"""Work orders kept the points of their checklists in one language; those that nobody has signed get the others.

What was signed stays as it is, or the signature would not hold any more.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE service_repair_check c
           SET name = l.name, line_id = l.id
          FROM repair_order r, service_checklist_line l
         WHERE r.id = c.repair_id
           AND r.signed_hash IS NULL
           AND c.line_id IS NULL
           AND l.kind = c.kind
           AND c.name->>'en_US' IN (SELECT value FROM jsonb_each_text(l.name))
        """
    )
