from odoo import models
from odoo.tools import SQL

# Any number that no other advisory lock of Odoo uses, so that products' numbers are ours alone
_LOCK_SPACE = 731905


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _lock_stock(self):
        """Let nobody else promise or move these parts until the transaction ends.

        Odoo reserves on a quant that it locks with SKIP LOCKED, and makes a
        second quant where another transaction holds it: both get the part.
        Who waits here instead finds the quant changed since its snapshot,
        and PostgreSQL has the whole request tried again.
        """
        for product_id in sorted(self.ids):
            self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK_SPACE, product_id))
