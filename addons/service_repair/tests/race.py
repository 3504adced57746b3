"""People at the same time: real transactions, tried again as Odoo's network layer does."""

import copy
import threading
from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from .common import Workshop


class Race(BaseCase):
    """Calls that run at the same time, on data that is committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @staticmethod
    def _environment(cr):
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_notify_force_send": False})
        # What a request has, too: else nothing is flushed before the commit
        env.transaction.default_env = env
        return env

    def _bind(self, env):
        """What a call gets: an environment, or whatever a subclass makes of it."""
        return env

    def race(self, *calls):
        """Run calls at the same time, each in a transaction whose snapshot is older than what the others do.

        :param calls: functions of what ``_bind`` returns
        :return: what each returned, or the error that its user reads
        """
        barrier, results = threading.Barrier(len(calls), timeout=60), [None] * len(calls)

        def run(number, call):
            first = True

            def attempt():
                nonlocal first
                env.cr.execute("SELECT count(*) FROM stock_quant")
                if first:
                    first = False
                    barrier.wait()
                return call(self._bind(env))

            with self.registry.cursor() as cr:
                env = self._environment(cr)
                try:
                    # which commits
                    results[number] = retrying(attempt, env)
                except (UserError, IntegrityError) as error:
                    cr.rollback()
                    results[number] = error

        threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        return results


class Races(Workshop, Race):
    """Races in a workshop, which is deleted at the end."""

    suffix = "_race"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            cls.env = cls._environment(cr)
            cls._open()
        # Each transaction brings its own
        del cls.env
        cls.addClassCleanup(cls._close)

    def setUp(self):
        super().setUp()
        self.addCleanup(self._clear, (self.device.id, self.part.id, self.appliance.id))

    @classmethod
    def _clear(cls, products):
        """Away with what moved, which nobody can delete otherwise."""
        with cls.registry.cursor() as cr:
            orders = "(SELECT id FROM repair_order WHERE product_id = ANY(%s))"
            for statement in (
                f"DELETE FROM service_faulty_part WHERE repair_id IN {orders}",
                "UPDATE stock_move SET picking_id = NULL, requisition_line_id = NULL WHERE product_id = ANY(%s)",
                "DELETE FROM service_part_requisition_line WHERE product_id = ANY(%s)",
                "UPDATE repair_order SET move_id = NULL WHERE product_id = ANY(%s)",
                "DELETE FROM stock_move_line WHERE product_id = ANY(%s)",
                "DELETE FROM stock_move WHERE product_id = ANY(%s)",
                "DELETE FROM repair_order WHERE product_id = ANY(%s)",
                "DELETE FROM stock_quant WHERE product_id = ANY(%s)",
            ):
                cr.execute(statement, [list(products)])
            technicians = [cls.technician.id, cls.other_technician.id]
            cr.execute(
                "DELETE FROM stock_picking WHERE requisition_id IN"
                " (SELECT id FROM service_part_requisition WHERE technician_id = ANY(%s))"
                " OR location_id = ANY(%s)",
                [technicians, [cls.van.id, cls.other_van.id]],
            )
            cr.execute("DELETE FROM service_part_requisition WHERE technician_id = ANY(%s)", [technicians])

    @classmethod
    def _close(cls):
        with cls.registry.cursor() as cr:
            env = cls._environment(cr)
            users = (cls.technician | cls.other_technician | cls.keeper | cls.manager | cls.agent).with_env(env)
            partners = users.partner_id | cls.customer.with_env(env)
            (cls.van | cls.other_van).with_env(env).unlink()
            (cls.fault | cls.cause | cls.misuse | cls.remedy).with_env(env).unlink()
            cls.serial.with_env(env).unlink()
            (cls.device | cls.part | cls.appliance).with_env(env).unlink()
            users.unlink()
            partners.unlink()

    @contextmanager
    def transaction(self):
        """This workshop in a transaction of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield self._bind(self._environment(cr))

    def _bind(self, env):
        workshop = copy.copy(self)
        workshop.__dict__["env"] = env
        for name, value in {**vars(type(self)), **vars(self)}.items():
            if isinstance(value, BaseModel):
                workshop.__dict__[name] = value.with_env(env)
        return workshop

    def reserve_waiting(self):
        """What the scheduled action does for those who found somebody else at the same part."""
        with self.transaction() as workshop:
            workshop.env["stock.move"]._reserve_waiting_parts()

    @contextmanager
    def refused(self, error, pattern=""):
        with self.assertRaisesRegex(error, pattern), self.env.cr.savepoint():
            yield

    def orders(self, number, step=None, part=None, quantity=1, **values):
        """The ids of so many committed orders of the device's kind, each for one part."""
        values = {"lot_id": False, "product_id": self.appliance.id, **values}
        with self.transaction() as workshop:
            found = workshop.env["repair.order"]
            for _n in range(number):
                order = workshop.order([((part or self.part).with_env(workshop.env), quantity)], **values)
                if step:
                    workshop.go_to(order, step)
                found |= order
            return found.ids

    def fill(self, quantity, location=None, product=None, lot=None):
        with self.transaction() as workshop:
            workshop.put(
                (product or self.part).with_env(workshop.env),
                quantity,
                (location or self.stock).with_env(workshop.env),
                lot and lot.with_env(workshop.env),
            )

    @staticmethod
    def press(order_id, button, login="technician"):
        def call(workshop):
            order = workshop.env["repair.order"].browse(order_id).with_user(getattr(workshop, login))
            getattr(order, button)()
            return order.move_ids.mapped("state")

        return call

    def reserved(self, product=None):
        with self.transaction() as workshop:
            quants = workshop.env["stock.quant"].search([("product_id", "=", (product or self.part).id)])
            inside = quants.filtered(lambda quant: quant.location_id.usage == "internal")
            return (
                sum(inside.mapped("quantity")),
                sum(inside.mapped("reserved_quantity")),
                min(inside.mapped("quantity"), default=0),
            )
