from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ServiceCase

STEPS = ("Receive", "Analyse", "Handle", "Report")


@tagged("post_install", "-at_install")
class TestProcess(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.process = cls._process(team_ids=[Command.set(cls.team.ids)])
        always = cls.env["resource.calendar"].create({"name": "Always", "schedule_type": "flexible"})
        cls.team.service_calendar_id = always

    @classmethod
    def _process(cls, names=STEPS, **values):
        steps = [
            Command.create({"name": name, "sequence": place, "standard_minutes": 30})
            for place, name in enumerate(names)
        ]
        process = cls.env["service.process"].create({"name": "A process", "step_ids": steps, **values})
        process.action_put_in_force()
        return process

    def case(self, **values):
        return self._ticket(user_id=self.agent.id, **values).with_user(self.agent)

    def step(self, ticket, name):
        return ticket.case_step_ids.filtered(lambda step: step.step_id.name == name)

    def do(self, ticket, *names):
        for name in names:
            self.wait(minutes=10)
            self.step(ticket, name).action_done()

    def kinds(self, ticket):
        return [(found["kind"], found["text"]) for found in ticket.get_process_deviations()[ticket.id]]

    # Beginning

    def test_a_new_case_gets_the_most_specific_process(self):
        parent = self.env["helpdesk.ticket.category"].create({"name": "Boilers"})
        child = self.env["helpdesk.ticket.category"].create({"name": "Gas boilers", "parent_id": parent.id})
        special = self._process(("One",), category_ids=[Command.set(parent.ids)])
        self.assertEqual(self.case().process_id, self.process)
        self.assertEqual(self.case(category_id=child.id).process_id, special)
        company = self.env["res.company"].create({"name": "Other"})
        self._process(("Two",), category_ids=[Command.set(child.ids)], company_id=company.id)
        self.assertEqual(self.case(category_id=child.id).process_id, special)

    def test_what_is_known_later_calls_for_another_process_until_a_step_is_taken(self):
        complaint = self._process(("Calm",), team_ids=[Command.set(self.team.ids)], kind="complaint")
        ticket = self.case()
        ticket.kind = "complaint"
        self.assertEqual((ticket.process_id, len(ticket.case_step_ids)), (complaint, 1))
        self.do(ticket, "Calm")
        ticket.kind = "inquiry"
        self.assertEqual(ticket.process_id, complaint)

    def test_a_new_version_changes_no_case_under_way(self):
        ticket = self.case()
        with self.assertRaises(UserError):
            self.process.step_ids[0].with_user(self.manager).name = "Else"
        with self.assertRaises(UserError):
            self.process.with_user(self.manager).write({"kind": "complaint"})
        self.process.with_user(self.manager).action_new_version()
        draft = self.env["service.process"].search([("previous_id", "=", self.process.id)])
        draft.with_user(self.manager).step_ids[0].name = "Welcome"
        with self.assertRaises(UserError):
            draft.with_user(self.manager).action_put_in_force()
        draft.change_note = "Friendlier"
        draft.with_user(self.manager).action_put_in_force()
        self.assertEqual((self.process.state, draft.state, draft.version), ("retired", "in_force", 2))
        self.assertEqual(ticket.process_id, self.process)
        self.assertEqual(self.case().process_id, draft)

    def test_a_broken_process_never_blocks_a_case(self):
        with (
            patch.object(type(self.env["service.process"]), "_find", side_effect=ValueError),
            self.assertLogs("odoo.addons.service_quality.models.helpdesk_ticket_process", "ERROR"),
        ):
            ticket = self.case()
        self.assertFalse(ticket.process_id)

    def test_queries_do_not_grow(self):
        def cost(count):
            tickets = self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(count)])
            tickets.case_step_ids.unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tickets._open_process_safely()
            return self.cr.sql_log_count - before, len(tickets.case_step_ids)

        cost(2)
        (few, few_rows), (many, many_rows) = cost(10), cost(100)
        self.assertEqual((few_rows, many_rows), (40, 400))
        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    # Doing

    def test_progress_and_next_step(self):
        ticket = self.case()
        self.assertEqual((ticket.process_progress, ticket.process_next), (0, "Receive"))
        self.do(ticket, "Receive")
        self.assertEqual((ticket.process_progress, ticket.process_next), (0.25, "Analyse"))
        step = self.step(ticket, "Receive")
        self.assertEqual((step.state, step.done_by_id, step.seconds), ("done", self.agent, 600))
        self.do(ticket, "Analyse")
        self.assertEqual(self.step(ticket, "Analyse").seconds, 600)
        with self.assertRaises(UserError):
            step.action_done()

    def test_what_proves_a_step_has_to_be_there(self):
        field = self.env["ir.model.fields"]._get("helpdesk.ticket", "product_id")
        steps = [
            {"name": "Text", "evidence": "text"},
            {"name": "Paper", "evidence": "attachment"},
            {"name": "Field", "evidence": "field", "evidence_field_id": field.id},
            {"name": "Checks", "check_ids": [Command.create({"name": "Valve"}), Command.create({"name": "Fan"})]},
        ]
        process = self.env["service.process"].create(
            {"name": "Proof", "automatic": False, "step_ids": [Command.create(step) for step in steps]}
        )
        process.action_put_in_force()
        ticket = self.case()
        ticket._apply_process(process)
        self.assertEqual(ticket.process_id, process)
        for name in ("Text", "Paper", "Field", "Checks"):
            with self.assertRaises(UserError, msg=name):
                self.do(ticket, name)
        self.assertEqual(self.step(ticket, "Text").action_open()["res_id"], self.step(ticket, "Text").id)
        self.step(ticket, "Text").note = "It drips"
        attachment = self.env["ir.attachment"].with_user(self.agent).create({"name": "photo.png", "raw": b"x"})
        self.step(ticket, "Paper").attachment_ids = attachment
        ticket.product_id = self.env["product.product"].create({"name": "Boiler"})
        checks = self.step(ticket, "Checks")
        checks.checked_ids = checks.check_ids[0]
        with self.assertRaises(UserError):
            checks.action_done()
        checks.checked_ids = checks.check_ids
        self.do(ticket, "Text", "Paper", "Field", "Checks")
        self.assertEqual(ticket.process_progress, 1)
        with self.assertRaises(ValidationError):
            self.env["service.process"].create(
                {"name": "Bad", "step_ids": [Command.create({"name": "x", "evidence": "field"})]}
            )

    def test_skipping_needs_a_reason(self):
        ticket = self.case()
        step = self.step(ticket, "Analyse")
        action = step.action_skip()
        wizard = self.env["service.step.skip"].with_user(self.agent).with_context(**action["context"])
        with self.assertRaises(UserError):
            wizard.create({"reason": "  "}).action_skip()
        wizard.create({"reason": "Known fault"}).action_skip()
        self.assertEqual((step.state, step.skip_reason), ("skipped", "Known fault"))

    # Compliance

    def test_deviations_are_found_from_the_log(self):
        ticket = self.case()
        self.do(ticket, "Handle", "Receive")
        self.step(ticket, "Analyse")._skip("Known fault")
        self.assertEqual(
            self.kinds(ticket),
            [("skipped", "“Analyse” was skipped: Known fault"), ("reordered", "“Handle” was done out of turn")],
        )
        self.assertTrue(self.step(ticket, "Handle").reordered)
        self.step(ticket, "Receive").action_undo()
        self.do(ticket, "Receive")
        self._move(ticket, "done")
        self.assertEqual([kind for kind, _text in self.kinds(ticket)], ["undone", "skipped", "reordered", "left_open"])
        self.assertIn("Report", ticket.process_warning)

    def test_a_case_done_by_the_book_has_none(self):
        ticket = self.case()
        self.do(ticket, *STEPS)
        self._move(ticket, "done")
        self.assertEqual(self.kinds(ticket), [])
        self.assertFalse(ticket.process_warning)

    def test_solving_with_steps_open_is_blocked_where_the_company_wants_it(self):
        ticket = self.case()
        self.env.company.service_steps_block = True
        with self.assertRaises(UserError):
            self._move(ticket, "done")
        self._move(ticket, "cancelled")
        self._move(ticket, "in_progress")
        # Customers close their own cases, and mails and schedules are not kept by our steps
        self._move(ticket.sudo(), "done")
        self._move(ticket, "in_progress")
        self.do(ticket, *STEPS)
        self._move(ticket, "done")

    # Report

    def test_the_report_against_plain_counting(self):
        minutes = [5, 7, 11, 60, 90]
        for count in minutes:
            ticket = self.case()
            self.wait(minutes=count)
            self.step(ticket, "Receive").action_done()
        ticket = self.case()
        self.step(ticket, "Receive")._skip("No")
        line = (
            self.env["service.step.report"]
            .with_user(self.leader)
            .search([("process_id", "=", self.process.id), ("step_id.name", "=", "Receive")])
        )
        self.assertEqual((line.cases, line.done, line.skipped, line.over_standard), (6, 5, 1, 2))
        self.assertAlmostEqual(line.median_minutes, 11)
        self.assertAlmostEqual(line.p90_minutes, 78)
        self.assertAlmostEqual(line.bottleneck, 1)

    # Rights

    def test_steps_are_as_visible_as_their_cases_and_written_by_their_buttons(self):
        elsewhere = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        own, other = self.case(), self._ticket(team_id=elsewhere.id)
        self.env["service.process"]._open_on({other.id: self.process.id})
        steps = (own.sudo() | other).case_step_ids
        colleague = self._user("colleague", "service_quality.service_quality_group_department")
        for user, seen in ((self.agent, own.sudo().case_step_ids), (self.manager, steps)):
            self.assertEqual(self.env["service.case.step"].with_user(user).search([("id", "in", steps.ids)]), seen)
        for user in (colleague, self._user("portal", "base.group_portal")):
            with self.assertRaises(AccessError):
                self.env["service.case.step"].with_user(user).search([])
        first = own.case_step_ids[0]
        for values in ({"state": "done"}, {"done_at": "2020-01-01"}, {"seconds": 1}, {"ticket_id": other.id}):
            for user in (self.agent, self.manager):
                with self.assertRaises(AccessError):
                    first.with_user(user).write(values)
        with self.assertRaises(AccessError):
            other.case_step_ids[0].with_user(self.agent).action_done()
        with self.assertRaises(AccessError):
            self.process.with_user(self.leader).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            other.with_user(self.agent).get_process_deviations()

    def test_shipped_processes(self):
        for name, steps in (("standard", 4), ("inquiry", 4), ("complaint", 8), ("visit", 9)):
            process = self.env.ref(f"service_quality.service_process_{name}")
            self.assertEqual(len(process.step_ids), steps)
