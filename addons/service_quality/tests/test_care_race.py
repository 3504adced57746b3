"""Several runs at the same time, and runs that are killed: real transactions, tried again as Odoo does."""

import threading

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

_NAME = "Cared for by two"
_CUSTOMERS, _WORKERS = 6, 3


@tagged("post_install", "-at_install")
class TestCareRace(BaseCase):
    """Committed data, which is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clear)
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            partners = env["res.partner"].create(
                [{"name": _NAME, "email": f"race{number}@example.com"} for number in range(_CUSTOMERS)]
            )
            env["service.customer.file"]._refresh(env.company, partners.ids)
            values = {
                "name": _NAME,
                "trigger": "holiday",
                "day": fields.Date.today(),
                "yearly": False,
                "standing": "any",
                "partner_domain": f"[('name', '=', '{_NAME}')]",
                "template_id": env.ref("service_quality.mail_template_care_tips").id,
            }
            # Three rules, of which the cap lets each customer have two messages
            self.rule_ids = env["service.care.rule"].create([values] * 3).ids
            env["service.care.rule"].browse(self.rule_ids).write({"state": "live"})
            self.company_id, self.cap = env.company.id, env.company.service_care_cap
            env.company.service_care_cap = 2

    def _environment(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_notify_force_send": False})
        # What a request has, too: else nothing is flushed before the commit
        env.transaction.default_env = env
        return env

    def _clear(self):
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            partners = env["res.partner"].search([("name", "=", _NAME)])
            messages = env["service.care.message"].search([("rule_id", "in", self.rule_ids)])
            mails = env["mail.mail"].search([("model", "=", messages._name), ("res_id", "in", messages.ids)])
            mails.mail_message_id.unlink()
            mails.exists().unlink()
            messages.unlink()
            env["service.care.rule"].browse(self.rule_ids).unlink()
            env["service.customer.file"].search([("partner_id", "in", partners.ids)]).unlink()
            partners.unlink()
            env["res.company"].browse(self.company_id).service_care_cap = self.cap

    def _plan(self, env):
        env["service.care.message"]._plan_company(env["res.company"].browse(self.company_id))

    def _send(self, env):
        while env["service.care.message"]._send_due():
            pass

    def _together(self, step):
        """Let several workers do a step at once."""
        barrier, errors = threading.Barrier(_WORKERS), []

        def work():
            try:
                with self.registry.cursor() as cr:
                    env = self._environment(cr)
                    waits = [barrier]

                    def attempt():
                        # Everybody has a snapshot before anybody writes
                        env["service.care.message"].search_count([])
                        if waits:
                            waits.pop().wait(20)
                        step(env)

                    retrying(attempt, env)
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=work) for _worker in range(_WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(errors, [])

    def _count(self):
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            messages = env["service.care.message"].search([("rule_id", "in", self.rule_ids)])
            mails = env["mail.mail"].search([("model", "=", messages._name), ("res_id", "in", messages.ids)])
            states = {state: len(rows) for state, rows in messages.grouped("state").items()}
            return states, sorted(mails.mapped("res_id")) == sorted(messages.filtered("sent_at").ids)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_nothing_twice_and_the_cap_holds(self):
        self._together(self._plan)
        self.assertEqual(self._count()[0], {"planned": 2 * _CUSTOMERS, "skipped": _CUSTOMERS})
        self._together(self._send)
        self.assertEqual(self._count(), ({"sent": 2 * _CUSTOMERS, "skipped": _CUSTOMERS}, True))

    def test_killed_between_the_steps(self):
        for step, states in (
            (self._plan, {}),
            (self._send, {"planned": 2 * _CUSTOMERS, "skipped": _CUSTOMERS}),
        ):
            with self.registry.cursor() as cr:
                step(self._environment(cr))
                # The process ends here: nothing of the step is committed
                cr.rollback()
            self.assertEqual(self._count()[0], states)
            with self.registry.cursor() as cr:
                step(self._environment(cr))
        self.assertEqual(self._count(), ({"sent": 2 * _CUSTOMERS, "skipped": _CUSTOMERS}, True))
