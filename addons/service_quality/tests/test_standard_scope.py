from datetime import datetime

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import HOUR, START, ServiceCase

_LOGGER = "odoo.addons.service_quality"


@tagged("post_install", "-at_install")
class TestStandardScope(ServiceCase):
    """Customers, products and tags; cases that are not covered; limits in months; other starts."""

    def of_team(self, limits, **values):
        return self._standard(limits, team_ids=[Command.set(self.team.ids)], **values)

    def standard_of(self, ticket, metric="resolution"):
        return self.clock(ticket, metric).standard_id

    def test_the_contacts_of_a_customer_are_included(self):
        company = self.env["res.partner"].create({"name": "Hotel", "is_company": True})
        site = self.env["res.partner"].create({"name": "Hotel East", "is_company": True, "parent_id": company.id})
        contact = self.env["res.partner"].create({"name": "Reception", "parent_id": site.id})
        of_company = self.of_team({"resolution": 1}, partner_ids=[Command.set(company.ids)])
        of_contact = self._standard({"resolution": 2}, partner_ids=[Command.set(contact.ids)])
        self.assertEqual(self.standard_of(self._ticket(partner_id=company.id)), of_company)
        self.assertEqual(self.standard_of(self._ticket(partner_id=site.id)), of_company)
        self.assertEqual(self.standard_of(self._ticket(partner_id=contact.id)), of_contact)
        self.assertEqual(self.standard_of(self._ticket()), self.standard)

    def test_the_tree_of_product_categories(self):
        top = self.env["product.category"].create({"name": "Pumps"})
        of_top = self._standard({"resolution": 1}, product_categ_ids=[Command.set(top.ids)])
        below = self.env["product.category"].create({"name": "Heat pumps", "parent_id": top.id})
        product = self.env["product.product"].create({"name": "HP 7", "categ_id": below.id})
        self.assertEqual(self.standard_of(self._ticket(product_id=product.id)), of_top)
        below.parent_id = False
        self.assertEqual(self.standard_of(self._ticket(product_id=product.id)), self.standard)
        self.assertEqual(self.standard_of(self._ticket()), self.standard)

    def test_one_of_the_tags_is_enough(self):
        tags = self.env["helpdesk.ticket.tag"].create([{"name": name} for name in ("VIP", "Winter", "Other")])
        tagged_ = self.of_team({"resolution": 1}, tag_ids=[Command.set(tags[:2].ids)])
        self.assertEqual(self.standard_of(self._ticket(tag_ids=[Command.set(tags[1:].ids)])), tagged_)
        self.assertEqual(self.standard_of(self._ticket(tag_ids=[Command.set(tags[2:].ids)])), self.standard)

    def test_the_summary_names_every_part(self):
        tag = self.env["helpdesk.ticket.tag"].create({"name": "VIP"})
        standard = self._standard(
            {"resolution": 1}, tag_ids=[Command.set(tag.ids)], partner_ids=[Command.set(self.customer.ids)]
        )
        self.assertEqual(standard.scope_summary, "A customer · VIP")

    # Not covered

    def test_a_metric_that_is_not_covered(self):
        refusing = self.of_team({"resolution": {"time_basis": "none"}}, kind="request")
        ticket = self._ticket(kind="request")
        self.assertNotIn("resolution", self.states(ticket))
        self.assertIn("closure", self.states(ticket))
        self.assertEqual(ticket.uncovered, f"Not covered: Resolution ({refusing.name}: Hotline · Service request)")
        self.assertFalse(self._ticket().uncovered)

    def test_nothing_else_is_covered(self):
        self.of_team({"first_response": 1}, kind="request", not_covered=True)
        ticket = self._ticket(kind="request")
        self.assertEqual(set(self.states(ticket)), {"first_response"})
        self.assertIn("Resolution", ticket.uncovered)
        self.assertNotIn("First response", ticket.uncovered)

    def test_what_is_more_specific_may_promise_all_the_same(self):
        self.of_team({}, not_covered=True, sequence=1)
        special = self.of_team({"resolution": 1}, kind="request")
        ticket = self._ticket(kind="request")
        self.assertEqual(self.clocks(ticket).standard_id, special)
        self.assertEqual(set(self.states(ticket)), {"resolution"})
        self.assertFalse(self.clocks(self._ticket()))

    # Limits

    def test_a_calendar_month(self):
        self.of_team({"resolution": {"limit_value": 1, "limit_unit": "month"}}, kind="request")
        self.go_to(datetime(2026, 3, 31, 8))
        clock = self.clock(self._ticket(kind="request"))
        self.assertEqual(clock.due, datetime(2026, 4, 30, 8))

    def test_a_working_month_ends_by_the_same_date_and_pauses_extend_it(self):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC", "company_id": False})
        month = {"limit_value": 1, "limit_unit": "month", "time_basis": "working"}
        self.of_team({"resolution": month}, kind="request", calendar_id=calendar.id)
        ticket = self._ticket(kind="request")
        clock = self.clock(ticket)
        self.assertEqual(clock.calendar_id, calendar)
        self.assertEqual(clock.due, datetime(2026, 4, 1, 17))
        self._move(ticket, "awaiting")
        self.wait(days=1)
        self._move(ticket, "in_progress")
        self.assertEqual(clock.due, datetime(2026, 4, 2, 17))

    def test_the_standards_calendar_is_the_default_of_its_targets(self):
        first, second = self.env["resource.calendar"].create(
            [{"name": name, "tz": "UTC", "company_id": False} for name in ("One", "Two")]
        )
        targets = {
            "resolution": {"limit_value": 1, "time_basis": "working"},
            "closure": {"limit_value": 1, "time_basis": "working", "calendar_id": second.id},
            "first_response": 1,
        }
        self.of_team(targets, kind="request", calendar_id=first.id)
        ticket = self._ticket(kind="request")
        calendars = [self.clock(ticket, metric).calendar_id for metric in ("resolution", "closure", "first_response")]
        self.assertEqual(calendars, [first, second, first.browse()])

    # Starts

    def field(self, name):
        return self.env["ir.model.fields"]._get("helpdesk.ticket", name)

    def test_a_date_on_the_ticket(self):
        start = {"limit_value": 2, "start_from": "field", "start_field_id": self.field("assigned_date").id}
        self.of_team({"resolution": start, "closure": 5}, kind="request")
        ticket = self._ticket(kind="request", assigned_date=START + 3 * HOUR, user_id=self.agent.id)
        self.assertEqual((self.clock(ticket).start, self.clock(ticket).due), (START + 3 * HOUR, START + 5 * HOUR))
        self.assertEqual(self.clock(ticket, "closure").start, START)
        self._move(ticket, "done")
        self.assertEqual((self.clock(ticket).result, self.clock(ticket).seconds_used), ("met", 0))

    def test_an_empty_date_is_noted(self):
        start = {"limit_value": 2, "start_from": "field", "start_field_id": self.field("closed_date").id}
        self.of_team({"resolution": start}, kind="request")
        clock = self.clock(self._ticket(kind="request"))
        self.assertEqual((clock.start, clock.due), (START, START + 2 * HOUR))
        self.assertIn("counts from the creation", clock.event_ids.note)

    def test_a_moved_date_moves_the_promise(self):
        start = {"limit_value": 2, "start_from": "field", "start_field_id": self.field("assigned_date").id}
        self.of_team({"resolution": start}, kind="request")
        ticket = self._ticket(kind="request", assigned_date=START + 3 * HOUR, user_id=self.agent.id)
        self.wait(hours=1)
        ticket.assigned_date = START + 10 * HOUR
        before, now = ticket.clock_ids.filtered(lambda clock: clock.metric == "resolution").sorted("id")
        self.assertEqual((before.state, before.result), ("cancelled", False))
        self.assertEqual((now.state, now.start, now.due), ("running", START + 10 * HOUR, START + 12 * HOUR))
        # A miss is not moved away
        self.go_to(START + 13 * HOUR)
        ticket.assigned_date = START + 20 * HOUR
        self.assertEqual(len(ticket.clock_ids.filtered(lambda clock: clock.metric == "resolution")), 2)
        self.assertEqual(now.due, START + 12 * HOUR)

    def test_only_dates_of_tickets_are_starts(self):
        for name in ("name", "partner_id"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._standard({"resolution": {"start_from": "field", "start_field_id": self.field(name).id}})

    def test_the_customers_last_message(self):
        self.of_team({"resolution": {"limit_value": 2, "start_from": "message"}}, kind="request")
        ticket = self._ticket(kind="request")
        self.assertEqual(self.clock(ticket).start, START)
        self._move(ticket, "done")
        self.wait(hours=2)
        self._customer_writes(ticket)
        self.wait(hours=1)
        self._move(ticket, "in_progress")
        self.assertEqual(self.clock(ticket, cycle=2).start, START + 2 * HOUR)

    def test_the_form(self):
        with Form(self.env["service.standard"]) as form:
            form.name = "By form"
            form.partner_ids.add(self.customer)
            with form.target_ids.new() as target:
                target.metric = "resolution"
                target.limit_unit = "month"
        self.assertEqual(form.record.target_ids.limit_unit, "month")
