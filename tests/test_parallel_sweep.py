"""Several workers sweep at once: each clock is marked once, and nobody waits for the other."""

import threading
from datetime import timedelta

import psycopg2.errors

from odoo import SUPERUSER_ID, api
from odoo.fields import Datetime
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.modules.registry import Registry
from odoo.tools import mute_logger

_TICKETS = 40


@tagged("post_install", "-at_install")
class TestParallelSweep(BaseCase):
    """With real transactions, hence committed data, which is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.later = Datetime.now() + timedelta(days=30)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self.team = (
                env["helpdesk.ticket.team"].create({"name": "Parallel", "user_id": env.ref("base.user_admin").id}).id
            )
            values = {"name": "Parallel", "description": "All at once", "team_id": self.team, "user_id": False}
            self.tickets = env["helpdesk.ticket"].create([values for _n in range(_TICKETS)]).ids
        self.addCleanup(self._delete)

    def _delete(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["helpdesk.ticket"].browse(self.tickets).unlink()
            env["helpdesk.ticket.team"].browse(self.team).unlink()

    def _events(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT clock_id, kind, count(*) FROM service_clock_event e JOIN service_clock c ON c.id = clock_id"
                " WHERE ticket_id = ANY(%s) GROUP BY 1, 2",
                [self.tickets],
            )
            rows = cr.fetchall()
            cr.execute(
                "SELECT service_clock_id, count(*) FROM mail_activity WHERE res_model = 'helpdesk.ticket' AND res_id = ANY(%s) GROUP BY 1",
                [self.tickets],
            )
            return rows, cr.fetchall()

    def test_a_sweep_takes_what_no_other_holds(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            clocks = [
                api.Environment(cr, SUPERUSER_ID, {"service_no_activity": True})["service.clock"] for cr in (one, two)
            ]
            two.execute("SET LOCAL lock_timeout = '2s'")
            marked = [each._sweep(self.later, 25) for each in clocks]
            self.assertEqual(marked, [25, 25])
            one.commit()
            two.commit()
        rows, _activities = self._events()
        self.assertEqual((len(rows), {count for *_row, count in rows}), (50, {1}))

    @mute_logger("odoo.sql_db")
    def test_two_workers_mark_each_clock_once(self):
        barrier, failures = threading.Barrier(2, timeout=30), []

        def work():
            barrier.wait()
            for _attempt in range(200):
                with self.registry.cursor() as cr:
                    clocks = api.Environment(cr, SUPERUSER_ID, {})["service.clock"]
                    try:
                        marked = clocks._sweep(self.later, 7)
                        cr.commit()
                    except (psycopg2.errors.SerializationFailure, psycopg2.errors.UniqueViolation) as error:
                        cr.rollback()
                        failures.append(type(error).__name__)
                        continue
                if not marked:
                    return
            failures.append("never done")

        threads = [threading.Thread(target=work) for _n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(300)
        rows, activities = self._events()
        self.assertNotIn("never done", failures)
        self.assertEqual({count for *_row, count in rows}, {1})
        self.assertEqual(len(rows), _TICKETS * 2 * 2, "at risk and missed, two clocks a ticket")
        self.assertEqual((len(activities), {count for *_row, count in activities}), (_TICKETS * 2, {1}))
        print("RETRIES", failures)
