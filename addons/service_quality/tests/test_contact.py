from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..engine.moment import At
from .common import HOUR, START, ServiceCase

SECOND = timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestContact(ServiceCase):
    """Calls by the shipped standard: answered within 30 seconds, day and night."""

    def call(self, user=None, **values):
        values = {"number": "+86 138 1234 5678", "team_id": self.team.id, "user_id": self.agent.id, **values}
        return self.env["service.contact"].with_user(user or self.agent).create(values)

    def past(self, **seconds):
        """A call of an hour ago, its moments in seconds after its start."""
        return self.call(start=START - HOUR, **{name: START - HOUR + count * SECOND for name, count in seconds.items()})

    def answer_clock(self, contact):
        clock = self.env["service.clock"].search([("contact_id", "=", contact.id)])
        self.assertLessEqual(len(clock), 1)
        return clock

    def outcome(self, contact):
        clock = self.answer_clock(contact)
        return clock.state, clock.result

    def sweep(self):
        while self.env["service.clock"]._sweep(fields.Datetime.now(), 500):
            continue

    # The limit

    def test_thirty_seconds_are_kept_and_thirty_one_are_not(self):
        for seconds, result in ((0, "met"), (29, "met"), (30, "met"), (31, "missed"), (600, "missed")):
            contact = self.past(answered=seconds)
            self.assertEqual(self.outcome(contact), ("stopped", result), seconds)
            clock = self.answer_clock(contact)
            self.assertEqual(
                (clock.start, clock.due, clock.stop), (contact.start, contact.start + 30 * SECOND, contact.answered)
            )
            self.assertEqual(contact.within_limit, result == "met")

    def test_giving_up_within_the_limit_breaks_no_promise(self):
        for seconds, result in ((0, False), (30, False), (31, "missed")):
            contact = self.past(abandoned=seconds)
            self.assertEqual(self.outcome(contact), ("cancelled", result), seconds)
        figures = self.env["service.contact"]._read_group(
            [("start", "=", START - HOUR)],
            [],
            ["__count", "within_limit:avg", "abandonment:avg", "talking_seconds:avg", "waiting_seconds:avg"],
        )
        # Only the one who was let down counts for the service level; nobody talked
        self.assertEqual(figures[0][:3], (3, 0.0, 1.0))
        self.assertFalse(figures[0][3])

    def test_live_by_the_second_whatever_the_sweeps_rhythm(self):
        for swept in (False, True):
            for wait, result in ((30, "met"), (31, "missed")):
                self.setUp()
                contact = self.call()
                self.assertEqual(self.outcome(contact), ("running", False))
                self.wait(seconds=wait)
                if swept:
                    self.sweep()
                contact.action_answer()
                self.sweep()
                self.assertEqual(self.outcome(contact), ("stopped", result), (swept, wait))
                self.assertEqual(contact.within_limit, result == "met")

    def test_a_call_that_rings_on_is_missed_and_reminds_nobody(self):
        contact = self.call()
        self.wait(seconds=60)
        self.sweep()
        self.assertEqual(self.outcome(contact), ("running", "missed"))
        self.assertEqual(contact.within_limit, 0)
        self.assertFalse(self.env["mail.activity"].search([("service_clock_id.contact_id", "=", contact.id)]))
        contact.action_abandon()
        self.assertEqual(self.outcome(contact), ("cancelled", "missed"))

    def test_moments_of_a_replay(self):
        at = At(START - HOUR)
        contact = self.call().browse()
        contact = contact.with_user(self.agent).with_context(service_at=at).create({"number": "1"})
        at.moment += 31 * SECOND
        contact.action_answer()
        self.assertEqual(contact.start, START - HOUR)
        self.assertEqual(self.outcome(contact), ("stopped", "missed"))

    def test_what_is_promised_an_answer(self):
        self.assertTrue(self.answer_clock(self.call()))
        for values in ({"direction": "out"}, {"medium": "counter"}, {"medium": "chat"}):
            self.assertFalse(self.answer_clock(self.call(**values)), values)
        clock = self.answer_clock(self.call())
        self.assertEqual((clock.team_id, clock.user_id, clock.metric), (self.team, self.agent, "answer"))
        channel = self.env["helpdesk.ticket.channel"].search([("contact_medium", "=", "phone")], limit=1)
        self.assertEqual(clock.channel_id, channel)

    def test_tickets_are_promised_no_answer(self):
        ticket = self._ticket(channel_id=self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone").id)
        self.assertNotIn("answer", self.states(ticket))

    def test_the_most_specific_standard_wins(self):
        answer = {"answer": {"limit_value": 10, "limit_unit": "second"}}
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        gold = self.env["service.customer.tier"].create({"name": "Gold for calls"})
        self._standard(
            answer,
            valid_from=START - 24 * HOUR,
            channel_ids=phone.ids,
            tier_ids=gold.ids,
            domain="[('stage_id.closed', '=', True)]",
        )
        self.assertEqual(self.answer_clock(self.call()).limit_seconds, 30)
        self._standard(answer, valid_from=START - 24 * HOUR, tier_ids=gold.ids)
        self.customer.service_tier_id = gold
        self.assertEqual(self.answer_clock(self.call()).limit_seconds, 30)
        self.assertEqual(self.answer_clock(self.call(partner_id=self.customer.id)).limit_seconds, 10)
        # Judged by the standards of its own time
        early = self.call(partner_id=self.customer.id, start=START - 25 * HOUR)
        self.assertEqual(self.answer_clock(early).limit_seconds, 30)

    # The record

    def test_states_and_figures(self):
        contact = self.past()
        self.assertEqual(contact.state, "ringing")
        contact.answered = START - HOUR + 12 * SECOND
        self.assertEqual((contact.state, contact.waiting_seconds), ("talking", 12))
        contact.ended = START - HOUR + 72 * SECOND
        self.assertEqual((contact.state, contact.talking_seconds, contact.answered_count), ("ended", 60, 1))
        self.assertEqual(self.past(abandoned=3).state, "abandoned")

    def test_the_hour_is_the_companys(self):
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.assertEqual(self.call().hour, "16:00")

    def test_impossible_moments_are_refused(self):
        for moments in (
            {"answered": -1},
            {"abandoned": -1},
            {"answered": 5, "abandoned": 6},
            {"ended": 5},
            {"answered": 5, "ended": 4},
            {"answered": 7200},
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.past(**moments)

    def test_agents_complete_and_managers_correct(self):
        contact = self.past(answered=31)
        for values in ({"start": START - HOUR + 10 * SECOND}, {"answered": False}, {"direction": "out"}):
            with self.assertRaises(AccessError):
                contact.write(values)
        contact.write({"start": contact.start, "ended": START})
        contact.with_user(self.manager).write({"answered": START - HOUR + 30 * SECOND})
        self.assertEqual(self.outcome(contact), ("stopped", "met"))
        self.assertEqual(contact.within_limit, 1)
        [note] = self.answer_clock(contact).event_ids.filtered(lambda event: event.kind == "redate")
        self.assertEqual(note.user_id, self.manager)
        self.assertIn("2026-03-02 07:00:31", note.note)
        self.assertIn("2026-03-02 07:00:31", contact.message_ids[0].body)
        contact.with_user(self.manager).direction = "out"
        self.assertFalse(self.answer_clock(contact))

    def test_what_was_judged_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.past(answered=31).with_user(self.manager).unlink()
        self.past(abandoned=1).with_user(self.manager).unlink()

    def test_a_call_that_is_passed_on_while_it_rings(self):
        """It follows the standard of the team that it is now with, from its own start; an answered one does not."""
        other = self.team.create({"name": "Other", "user_ids": [Command.set(self.agent.ids)]})
        self._standard(
            {"answer": {"limit_value": 2, "limit_unit": "minute"}},
            team_ids=[Command.set(other.ids)],
            valid_from=START - HOUR,
        )
        ringing, answered = self.call(), self.call()
        answered.action_answer()
        self.wait(seconds=10)
        (ringing | answered).write({"team_id": other.id})
        clock = self.answer_clock(ringing)
        self.assertEqual((clock.limit_seconds, clock.due), (120, START + timedelta(seconds=120)))
        self.assertEqual(self.answer_clock(answered).limit_seconds, 30)
        ringing.action_answer()
        self.assertEqual(self.outcome(ringing), ("stopped", "met"))

    # Tickets

    def test_a_ticket_from_a_contact(self):
        contact = self.past(answered=20)
        contact.write({"partner_id": self.customer.id, "subject": "No heating", "note": "Since Monday"})
        contact.action_create_ticket()
        ticket = contact.ticket_id
        self.assertEqual((ticket.name, ticket.partner_id, ticket.team_id), ("No heating", self.customer, self.team))
        self.assertEqual(ticket.channel_id, contact.channel_id)
        self.assertIn("Since Monday", ticket.description)
        # The customer asked when the call came and was answered when it was taken
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.start, clock.result, clock.stop), (contact.start, "met", contact.answered))
        self.assertEqual(self.clock(ticket, "resolution").start, contact.start)
        self.assertEqual(ticket.with_user(self.agent).contact_count, 1)
        contact.action_create_ticket()
        self.assertEqual(contact.ticket_id, ticket)

    def test_a_call_on_a_ticket_is_a_response(self):
        ticket = self._ticket(user_id=self.agent.id)
        action = ticket.with_user(self.agent).action_new_call()
        self.wait(minutes=5)
        contact = self.env["service.contact"].with_user(self.agent).with_context(**action["context"]).create({})
        self.assertEqual((contact.ticket_id, contact.partner_id, contact.team_id), (ticket, self.customer, self.team))
        self.assertEqual((contact.user_id, contact.start), (self.agent, fields.Datetime.now()))
        self.assertEqual(self.states(ticket)["first_response"], "running")
        self.wait(seconds=3)
        contact.action_answer()
        self.assertEqual(self.clock(ticket, "first_response").stop, contact.answered)

    def test_a_call_before_the_ticket_answers_nothing(self):
        ticket = self._ticket()
        self.past(answered=5).ticket_id = ticket
        self.assertEqual(self.states(ticket)["first_response"], "running")


@tagged("post_install", "-at_install")
class TestCustomerByNumber(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.phone = "+86 138-1234-5678"

    def call(self, **values):
        return self.env["service.contact"].with_user(self.agent).create(values)

    def test_any_notation(self):
        for number in ("+8613812345678", "0086 138 1234 5678", "13812345678", "138 1234 5678", "＋86-13812345678"):
            contact = self.call(number=number)
            self.assertEqual(contact.partner_id, self.customer, number)
            self.assertFalse(contact.partner_hint)
        for number in ("13812345679", "12345", "anonymous", False):
            self.assertFalse(self.call(number=number).partner_id, number)
        contact = self.call()
        contact.number = "13812345678"
        self.assertEqual(contact.partner_id, self.customer)

    def test_a_customer_who_is_named_stays(self):
        other = self.env["res.partner"].create({"name": "Other"})
        contact = self.call(number="13812345678", partner_id=other.id)
        self.assertEqual(contact.partner_id, other)

    def test_of_several_the_most_recent(self):
        newer = self.env["res.partner"].create({"name": "Newer", "phone": "13812345678"})
        contact = self.call(number="13812345678")
        self.assertEqual(contact.partner_id, newer)
        self.assertIn("2", contact.partner_hint)
        contact.with_user(self.manager).unlink()
        self.call(partner_id=self.customer.id)
        self.assertEqual(self.call(number="13812345678").partner_id, self.customer)

    def test_customers_of_other_companies_are_not_found(self):
        self.customer.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.call(number="13812345678").partner_id)

    def test_the_form_names_the_customer(self):
        from odoo.tests import Form

        form = Form(self.env["service.contact"].with_user(self.agent))
        form.number = "0086 13812345678"
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.save().state, "ringing")
