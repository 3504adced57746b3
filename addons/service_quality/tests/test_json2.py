import json
from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import METRICS, ServiceCase


@tagged("post_install", "-at_install")
class TestJson2(ServiceCase, HttpCase):
    """The API: what a machine with a key may do, and what it may not."""

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standard.write({"sequence": 1})
        tomorrow = Datetime.now() + timedelta(days=1)
        cls.keys = {
            user: cls.env["res.users.apikeys"].with_user(user)._generate("rpc", "test", tomorrow)
            for user in (cls.agent, cls.manager)
        }

    def call(self, method, *, model="helpdesk.ticket", user=None, status=200, raw=None, **body):
        self.env.flush_all()
        response = self.url_open(
            f"/json/2/{model}/{method}",
            data=raw if raw is not None else json.dumps(body),
            headers={
                "Authorization": f"bearer {self.keys.get(user or self.agent)}",
                "Content-Type": "application/json; charset=utf-8",
            },
        )
        self.env.invalidate_all()
        self.assertEqual(response.status_code, status, response.text[:500])
        return response.json()

    def create(self, context=None, **values):
        values = {**self._ticket_values(), **values}
        [ticket_id] = self.call("create", vals_list=[values], context=context or {})
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def test_creating_starts_clocks_and_answering_stops_them(self):
        before = Datetime.now()
        ticket = self.create()
        self.assertEqual(self.states(ticket), dict.fromkeys(METRICS, "running"))
        self.assertTrue(before <= self.clock(ticket).start <= Datetime.now())
        self.call("message_post", ids=ticket.ids, body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertEqual(self.clock(ticket, "first_response").result, "met")
        self.call("write", ids=ticket.ids, vals={"stage_id": self.stages["awaiting"].id})
        self.assertEqual(self.clock(ticket).state, "paused")

    def test_work_is_never_dated_by_the_caller(self):
        for forged in ("2000-01-01 00:00:00", {"moment": "2000-01-01"}, ["2000-01-01"], 946684800):
            ticket = self.create(context={"service_at": forged})
            self.assertGreater(self.clock(ticket).start, Datetime.now() - timedelta(minutes=5))
            self.call(
                "write", ids=ticket.ids, vals={"stage_id": self.stages["done"].id}, context={"service_at": forged}
            )
            self.assertGreater(self.clock(ticket).stop, Datetime.now() - timedelta(minutes=5))

    def test_clocks_are_read_only(self):
        ticket = self.create()
        clock = self.clock(ticket)
        [row] = self.call("read", model="service.clock", ids=clock.ids, fields=["metric", "state"])
        self.assertEqual(row["state"], "running")
        self.assertEqual(self.call("get_timeline", model="service.clock", ids=clock.ids)["id"], clock.id)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_model"):
            for user in (self.agent, self.manager):
                self.call("write", model="service.clock", user=user, status=403, ids=clock.ids, vals={"result": "met"})
                self.call("unlink", model="service.clock", user=user, status=403, ids=clock.ids)
                event = {"clock_id": clock.id, "kind": "stop", "at": "2026-01-01 00:00:00"}
                self.call("create", model="service.clock.event", user=user, status=403, vals_list=[event])

    @mute_logger("odoo.http")
    def test_what_is_private_is_not_reachable(self):
        ticket = self.create()
        for model, method in (
            ("helpdesk.ticket", "_clock_signal"),
            ("service.clock", "_sweep"),
            ("service.clock", "_record"),
            ("service.standard", "_match_targets"),
        ):
            response = self.url_open(
                f"/json/2/{model}/{method}",
                data=json.dumps({"ids": ticket.ids}),
                headers={"Authorization": f"bearer {self.keys[self.manager]}", "Content-Type": "application/json"},
            )
            self.assertIn(response.status_code, (403, 404), method)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_malformed_input_is_the_callers_fault(self):
        ticket = self.create()
        self.call("create", status=400, raw="{not json")
        self.call("create", status=422, nonsense=True)
        self.call("create", status=422, vals_list=[{"name": "No description"}])
        self.call("get_timeline", model="service.clock", status=404, ids=[2_000_000_000])
        self.call("get_timeline", model="service.clock", status=422)
        self.call("get_timeline", model="service.clock", status=422, ids=self.clocks(ticket).ids)
        self.call("action_answered_by_phone", status=404, ids=[2_000_000_000])

    @mute_logger("odoo.http")
    def test_a_wrong_key_is_refused(self):
        self.call("search", user=self.leader, status=401, domain=[])
