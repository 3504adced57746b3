from unittest.mock import patch

from odoo.exceptions import LockError, MissingError
from odoo.tests import TransactionCase, tagged

from ..locking import lock


@tagged("post_install", "-at_install")
class TestLocking(TransactionCase):
    def test_who_has_to_wait_reads_for_what(self):
        partner = self.env["res.partner"].create({"name": "Locked Ltd."})
        lock(partner)
        refused = patch.object(type(partner), "lock_for_update", side_effect=LockError("Cannot grab a lock on records"))
        with refused, self.assertRaisesRegex(LockError, "changing Locked Ltd. at this moment"):
            lock(partner)
        partner.unlink()
        with refused, self.assertRaisesRegex(MissingError, "deleted"):
            lock(partner)
