from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_gate import GateCase


@tagged("post_install", "-at_install")
class TestGate(GateCase):
    def test_holders_are_assigned(self):
        ticket = self._ticket()
        self.assertEqual(ticket.needed_course_ids, self.course)
        self.assertIn(self.user, ticket.qualified_user_ids)
        self.assertNotIn(self.colleague, ticket.qualified_user_ids)
        ticket.user_id = self.user
        self.assertFalse(ticket.gate_warning)
        self.assertFalse(self._log(ticket))

    def test_others_are_refused(self):
        ticket = self._ticket()
        with self.assertRaises(UserError):
            ticket.user_id = self.colleague
        self.assertTrue(self._ticket(kind="inquiry", user_id=self.colleague.id).user_id, "other work is free")

    def test_warned(self):
        self.rule.mode = "warn"
        ticket = self._ticket()
        ticket.user_id = self.colleague
        self.assertEqual(self._log(ticket).action, "warned")
        self.assertTrue(ticket.gate_warning)

    def test_expired(self):
        ticket = self._ticket()
        self.time.move_to("2026-04-03 12:00:00")
        with self.assertRaises(UserError):
            ticket.user_id = self.user
        self.time.move_to("2026-04-02 12:00:00")
        ticket.user_id = self.user

    def test_a_new_case_is_never_stopped(self):
        ticket = self._ticket(user_id=self.colleague.id)
        self.assertFalse(ticket.user_id)
        self.assertEqual(self._log(ticket).action, "removed")

    def test_programmes_are_never_stopped(self):
        ticket = self._ticket()
        ticket.sudo().user_id = self.colleague
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertEqual(self._log(ticket).action, "warned")

    def test_leaders_override_with_a_reason(self):
        ticket = self._ticket()
        action = ticket.with_user(self.leader).action_assign_anyway()
        wizard = self.env["training.gate.override"].with_user(self.leader).with_context(**action["context"])
        wizard.create({"user_id": self.colleague.id, "reason": "Nobody else is here"}).action_assign()
        self.assertEqual(ticket.user_id, self.colleague)
        log = self._log(ticket)
        self.assertEqual((log.action, log.reason, log.by_id), ("overridden", "Nobody else is here", self.leader))
        with self.assertRaises(AccessError):
            log.with_user(self.leader).write({"reason": "Other"})

    def test_agents_do_not(self):
        ticket = self._ticket()
        with self.assertRaises(AccessError):
            self.env["training.gate.override"].with_user(self.agent).create({})
        with self.assertRaises(AccessError):
            ticket.with_context(training_gate_reason="Me").write({"user_id": self.colleague.id})

    def test_broken_conditions_are_refused_when_written(self):
        with self.assertRaises(ValidationError):
            self.rule.domain = "[('nonsense', '=', 1)]"

    def test_cost_does_not_grow(self):
        counts = []
        for number in (1, 5, 50):
            tickets = self.env["helpdesk.ticket"].concat(*(self._ticket() for _n in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tickets.mapped("gate_warning")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:], "the first fills the caches")
