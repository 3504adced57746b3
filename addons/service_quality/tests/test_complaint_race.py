"""Two answers to one proposal at the same time: real transactions, tried again as Odoo's network layer does."""

import threading
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..engine.consent import fingerprint

_ROUNDS = 5


@tagged("post_install", "-at_install")
class TestComplaintRace(BaseCase):
    """Committed data, which is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clear)

    def _environment(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_notify_force_send": False})
        # What a request has, too: else nothing is flushed before the commit
        env.transaction.default_env = env
        return env

    def _clear(self):
        tickets = "(SELECT id FROM helpdesk_ticket WHERE name = 'Answered twice')"
        with self.registry.cursor() as cr:
            for table in ("service_solution_consent", "service_solution", "service_escalation", "service_clock"):
                cr.execute(f"DELETE FROM {table} WHERE ticket_id IN {tickets}")  # pylint: disable=sql-injection
            cr.execute("DELETE FROM helpdesk_ticket WHERE name = 'Answered twice'")
            cr.execute("DELETE FROM res_partner WHERE name = 'Answers twice'")

    def _offer(self):
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            partner = env["res.partner"].create({"name": "Answers twice"})
            ticket = env["helpdesk.ticket"].create(
                {"name": "Answered twice", "description": "x", "kind": "complaint", "partner_id": partner.id}
            )
            ticket.complaint_step = "proposed"
            solution = env["service.solution"].create({"ticket_id": ticket.id, "text": "<p>One</p>"})
            now = datetime.now().replace(microsecond=0)
            solution.write(
                {
                    "state": "sent",
                    "partner_id": partner.id,
                    "sent_at": now,
                    "answer_by": now + timedelta(days=1),
                }
            )
            solution.content_hash = fingerprint(solution._get_content())
            return ticket.id, solution.id

    def _answer(self, solution_id, decision, barrier, outcomes):
        with self.registry.cursor() as cr:
            env = self._environment(cr)

            def attempt():
                solution = env["service.solution"].browse(solution_id)
                # Both read it before one of them writes
                solution.read(["state"])
                if barrier:
                    barrier.pop().wait(10)
                solution._decide(decision, "link", "Somebody")

            try:
                retrying(attempt, env)
                outcomes.append(decision)
            except UserError:
                cr.rollback()
                outcomes.append(None)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_answers_at_once(self):
        for _round in range(_ROUNDS):
            ticket_id, solution_id = self._offer()
            barrier, outcomes = threading.Barrier(2), []
            threads = [
                threading.Thread(target=self._answer, args=(solution_id, decision, [barrier], outcomes))
                for decision in ("accepted", "rejected")
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            [winner] = [outcome for outcome in outcomes if outcome]
            self.assertEqual(len(outcomes), 2, "the other one was told so")
            with self.registry.cursor() as cr:
                env = self._environment(cr)
                consent = env["service.solution.consent"].search([("ticket_id", "=", ticket_id)])
                self.assertEqual(consent.mapped("decision"), [winner])
                self.assertEqual(env["service.solution"].browse(solution_id).state, winner)
                step = env["helpdesk.ticket"].browse(ticket_id).complaint_step
                self.assertEqual(step, "decided" if winner == "accepted" else "investigated")
