from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import models
from odoo.tools import SQL, mute_logger

# Any number that no other advisory lock of Odoo uses, so that products' numbers are ours alone
_LOCK_SPACE = 731905


class Claim(frozenset):
    """The ids of products that this transaction has locked, in the context of what it does with them.

    A type of its own, which nobody can send over the network.
    """


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _lock_stock(self):
        """Let nobody else promise or move these parts until the transaction ends.

        Odoo reserves on a quant that it locks with SKIP LOCKED, and makes a
        second quant where another transaction holds it: both get the part.
        Who waits here instead finds the quant changed since its snapshot,
        and PostgreSQL has the whole request tried again.
        """
        claimed = self.env.context.get("service_claimed")
        if isinstance(claimed, Claim) and claimed.issuperset(self.ids):
            return
        if self.ids:
            self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, id) FROM %s", _LOCK_SPACE, _ordered(self)))

    def _claim_stock(self):
        """Lock these parts before anything else is done; who was slower is tried again at once."""
        if self:
            self._lock_stock()
            self.env.cr.execute(_lock_quants(self))

    def _try_claim_stock(self):
        """Lock these parts unless somebody else is at them, or was since this transaction began.

        :return: whether they are ours now
        """
        if not self.ids:
            return True
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s, id) FROM %s", _LOCK_SPACE, _ordered(self)))
        if not all(claimed for (claimed,) in self.env.cr.fetchall()):
            return False
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(SQL("%s NOWAIT", _lock_quants(self)))
        except (SerializationFailure, LockNotAvailable):
            return False
        return True


def _ordered(products):
    """Locks are taken row by row, by everybody in the same order."""
    return SQL("(SELECT unnest(%s) AS id ORDER BY 1) AS product", products.ids)


def _lock_quants(products):
    return SQL("SELECT FROM stock_quant WHERE product_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", products.ids)
