"""The databases of a run, each used in transactions that are rolled back."""

from contextlib import contextmanager

import odoo.api
from odoo.modules.registry import Registry


class Databases:
    """``own`` has our addons, ``rival`` OCA's service levels, ``bare`` neither; the rest is the same."""

    def __init__(self, own, rival, bare):
        self.names = {"own": own, "rival": rival, "bare": bare}

    @contextmanager
    def env(self, which):
        """An environment of the superuser whose changes are undone."""
        with Registry(self.names[which]).cursor() as cr:
            try:
                yield odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
            finally:
                cr.rollback()
