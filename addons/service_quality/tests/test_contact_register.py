import json
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import HOUR, START, ServiceCase

RING = "2026-03-02T15:00:00+08:00"
ANSWERED = "2026-03-02T15:00:30+08:00"


@tagged("post_install", "-at_install")
class TestRegister(ServiceCase):
    """What a telephone system tells; START is 16:00 in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent.service_extension = "8001"

    def register(self, *records, user=None, **options):
        return self.env["service.contact"].with_user(user or self.manager).register_calls(list(records), **options)

    def contact(self, result, index=0):
        return self.env["service.contact"].browse(result["ids"][index])

    def result_of(self, contact):
        return self.env["service.clock"].search([("contact_id", "=", contact.id)]).mapped("result")

    def test_one_call(self):
        record = {
            "external_id": "c1",
            "start": RING,
            "answered": ANSWERED,
            "number": "13812345678",
            "agent": "8001",
            "team": "Hotline",
        }
        contact = self.env["service.contact"].browse(
            self.env["service.contact"].with_user(self.manager).register_call(record)
        )
        self.assertEqual((contact.start, contact.answered), (START - HOUR, START - HOUR + timedelta(seconds=30)))
        self.assertEqual((contact.user_id, contact.team_id, contact.source), (self.agent, self.team, "api"))
        self.assertEqual(self.result_of(contact), ["met"])

    def test_the_same_id_twice_updates(self):
        first = self.register({"external_id": "c1", "start": RING, "agent": self.agent.login})
        self.assertEqual((first["created"], first["updated"]), (1, 0))
        second = self.register({"external_id": "c1", "answered": ANSWERED})
        self.assertEqual((second["created"], second["updated"]), (0, 1))
        self.assertEqual(first["ids"], second["ids"])
        contact = self.contact(first)
        self.assertEqual((contact.user_id, contact.state, self.result_of(contact)), (self.agent, "talking", ["met"]))
        before = contact.message_ids
        whole = {"external_id": "c1", "start": RING, "answered": ANSWERED, "agent": "8001"}
        for _time in range(2):
            self.assertEqual(self.register(whole)["ids"], first["ids"])
        self.assertEqual(contact.message_ids, before)
        self.assertEqual(self.env["service.contact"].search_count([("external_id", "=", "c1")]), 1)
        # Within one batch as well
        twice = self.register({"external_id": "c2", "start": RING}, {"external_id": "c2", "answered": ANSWERED})
        self.assertEqual((twice["created"], len(set(twice["ids"]))), (1, 1))
        self.assertEqual(self.contact(twice).state, "talking")

    def test_a_correction(self):
        contact = self.contact(self.register({"external_id": "c1", "start": RING, "answered": ANSWERED}))
        self.register({"external_id": "c1", "answered": "2026-03-02T15:00:31+08:00"})
        self.assertEqual(self.result_of(contact), ["missed"])

    def test_errors_are_listed_and_nothing_is_registered(self):
        good = {"external_id": "good", "start": RING}
        bad = [
            {"external_id": "b1", "start": "2026-03-02 15:00:00"},
            {"external_id": "b2"},
            {"start": RING, "agent": "nobody"},
            {"start": RING, "team": "nobody"},
            {"start": RING, "colour": "red"},
            {"start": RING, "answered": "2026-03-02T14:59:59+08:00"},
            {"start": RING, "medium": "pigeon"},
            "text",
            None,
            {"start": RING, "ticket": "HT-none"},
            {"external_id": "b3", "answered": ANSWERED},
        ]
        result = self.register(*bad, good)
        self.assertEqual([error["index"] for error in result["errors"]], list(range(len(bad))))
        self.assertEqual(result["errors"][0]["external_id"], False)
        self.assertIn("2026-03-02 15:00:00", result["errors"][0]["error"])
        self.assertEqual((result["created"], result["ids"]), (0, [False] * (len(bad) + 1)))
        self.assertFalse(self.env["service.contact"].search([("external_id", "=", "good")]))
        result = self.register(*bad, good, all_or_nothing=False)
        self.assertEqual((result["created"], len(result["errors"])), (1, len(bad)))
        self.assertEqual(self.contact(result, -1).external_id, "good")

    def test_one_bad_call_raises(self):
        contacts = self.env["service.contact"].with_user(self.manager)
        for record in ({"start": "soon"}, {}, None, [], {"start": RING, "user_id": 1}):
            with self.assertRaises(ValidationError):
                contacts.register_call(record)
        for records in (None, "text", {"start": RING}):
            with self.assertRaises(ValidationError):
                contacts.register_calls(records)

    def test_an_update_that_contradicts_what_is_known(self):
        contact = self.contact(self.register({"external_id": "c1", "start": RING, "answered": ANSWERED}))
        result = self.register(
            {"external_id": "c1", "abandoned": ANSWERED}, {"external_id": "c1", "start": "2026-03-02T15:01:00+08:00"}
        )
        self.assertEqual(len(result["errors"]), 2)
        self.assertFalse(contact.abandoned)

    def test_agents_register_their_own(self):
        own = self.register({"external_id": "a1", "start": RING}, user=self.agent)
        self.assertEqual(self.contact(own).user_id, self.agent)
        self.register({"external_id": "a1", "answered": ANSWERED, "agent": "8001"}, user=self.agent)
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        team = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere", "user_ids": [Command.set(stranger.ids)]})
        for record in (
            {"start": RING, "agent": stranger.login},
            {"start": RING, "team": team.name},
            {"external_id": "a1", "start": "2026-03-02T15:00:10+08:00"},
        ):
            self.assertTrue(self.register(record, user=self.agent)["errors"], record)
        # Somebody else's call is neither seen nor changed
        self.assertTrue(
            self.register({"external_id": "a1", "ended": "2026-03-02T15:02:00+08:00"}, user=stranger)["errors"]
        )
        self.assertFalse(self.contact(own).ended)
        for user in ("base.group_user", "base.group_portal", "base.group_public"):
            nobody = self._user(user.replace(".", "_"), user)
            with self.assertRaises(AccessError):
                self.register({"start": RING}, user=nobody)


@tagged("post_install", "-at_install")
class TestContactQueries(ServiceCase):
    """What registering costs does not depend on the number of calls."""

    def queries(self, operation):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        operation()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def records(self, prefix, count, **more):
        moment = START - 2 * HOUR
        return [
            {
                "external_id": f"{prefix}{index}",
                "start": f"{(moment + timedelta(seconds=index)).isoformat()}Z",
                "number": f"+86 139 0000 {index:04}",
                "agent": self.agent.login,
                **more,
            }
            for index in range(count)
        ]

    def test_registering_and_updating(self):
        contacts = self.env["service.contact"].with_user(self.manager)
        partners = [{"name": f"Customer {index}", "phone": f"139 0000 {index:04}"} for index in range(100)]
        self.env["res.partner"].create([*partners, *partners[:50]])
        ticket = self._ticket()
        update = {"answered": f"{(START - HOUR).isoformat()}Z", "ticket": ticket.number}
        costs = {}
        for count in (1, 10, 100):
            create = self.queries(lambda count=count: contacts.register_calls(self.records(f"n{count}-", count)))
            again = self.queries(
                lambda count=count: contacts.register_calls(self.records(f"n{count}-", count, **update))
            )
            costs[count] = (create, again)
            found = self.env["service.contact"].search([("external_id", "like", f"n{count}-%")])
            self.assertEqual((len(found), len(found.partner_id)), (count, count))
        self.assertEqual(costs[10], costs[100])

    def test_creating(self):
        contacts = self.env["service.contact"]
        costs = []
        for count in (1, 10, 100):
            values = [
                {"start": START - HOUR + timedelta(seconds=n), "abandoned": START, "number": str(n)}
                for n in range(count)
            ]
            costs.append(self.queries(lambda values=values: contacts.create(values)))
        self.assertEqual(costs[1], costs[2])


@tagged("post_install", "-at_install")
class TestRegisterJson2(ServiceCase, HttpCase):
    frozen_time = False

    @mute_logger("odoo.http")
    def test_a_telephone_system(self):
        tomorrow = Datetime.now() + timedelta(days=1)
        key = self.env["res.users.apikeys"].with_user(self.manager)._generate("rpc", "test", tomorrow)

        def post(method, status=200, **body):
            self.env.flush_all()
            headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
            response = self.url_open(f"/json/2/service.contact/{method}", data=json.dumps(body), headers=headers)
            self.env.invalidate_all()
            self.assertEqual(response.status_code, status, response.text[:500])
            return response.json()

        record = {"external_id": "x1", "start": "2026-03-02T15:00:00+08:00", "waiting": 12, "talking": 60}
        [first] = post("register_calls", records=[record])["ids"]
        self.assertEqual(post("register_call", values=record), first)
        post("register_call", status=422, values={"start": "soon"})
        post("register_call", status=422, values=["start"])
        post("register_calls", status=422)
        self.assertEqual(post("register_calls", records=[{"start": 1}])["errors"][0]["index"], 0)
        contact = self.env["service.contact"].browse(first)
        self.assertEqual((contact.waiting_seconds, contact.talking_seconds), (12, 60))
        for method in ("_register_checked", "_follow_moments", "_store_figures"):
            response = self.url_open(
                f"/json/2/service.contact/{method}",
                data="{}",
                headers={"Authorization": f"bearer {key}", "Content-Type": "application/json"},
            )
            self.assertIn(response.status_code, (403, 404))
