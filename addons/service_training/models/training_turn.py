from odoo.tools import SQL


def take_turn(records):
    """Let transactions that decide something about the same records do so one after the other.

    The rows are updated, to what they are: whoever waited for them read an outdated snapshot, fails for that, and is
    repeated by the server. A lock alone would let it go on with what it had read. Rows are taken in the order of their
    ids, so that nobody waits for each other.
    """
    if not records:
        return
    table, ids = SQL.identifier(records._table), sorted(records.ids)
    cr = records.env.cr
    cr.execute(SQL("SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", table, ids))
    cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id = ANY(%s)", table, ids))
