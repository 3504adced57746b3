from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintLevel(ComplaintCase):
    def test_severity_and_repetition_make_the_level(self):
        levels = [self._complaint().complaint_level for _time in range(5)]
        self.assertEqual(levels, [1, 2, 3, 4, 4])
        other = self.customer.id
        self.assertEqual(self._complaint(partner_id=other, complaint_severity="critical").complaint_level, 3)
        self.assertEqual(self._complaint(partner_id=other, complaint_severity="critical").complaint_level, 4)

    def test_it_rises_by_itself_and_never_falls(self):
        complaint = self._complaint(complaint_severity="low")
        self.assertEqual(complaint.complaint_level, 1)
        complaint.with_user(self.agent).complaint_severity = "critical"
        self.assertEqual(complaint.complaint_level, 3)
        complaint.with_user(self.agent).complaint_severity = "low"
        self.assertEqual(complaint.complaint_level, 3)
        self.assertEqual(self.events_of(complaint, "level").mapped("level"), [3])

    def test_a_leader_lowers_it_for_a_reason(self):
        complaint = self._complaint(complaint_severity="critical", user_id=self.agent.id)
        wizard = self.env["service.complaint.reason"]
        levels = {level.number: level for level in self.env["service.complaint.level"].search([])}
        values = {"ticket_id": complaint.id, "purpose": "lower", "reason": "Not that bad"}
        with self.assertRaisesRegex(Exception, "team leader lowers"):
            wizard.with_user(self.agent).create({**values, "level_id": levels[1].id}).action_confirm()
        with self.assertRaisesRegex(Exception, "Choose a lower level"):
            wizard.with_user(self.leader).create({**values, "level_id": levels[4].id}).action_confirm()
        wizard.with_user(self.leader).create({**values, "level_id": levels[1].id}).action_confirm()
        self.assertEqual(complaint.complaint_level, 1)
        self.assertEqual(self.events_of(complaint, "level").note, "Not that bad")

    def test_the_level_says_who_closes(self):
        complaint = self._complaint(complaint_severity="critical")
        solution = self.offer(complaint)
        self.answer(solution)
        solution.action_carry_out()
        self.finish(complaint)
        with self.assertRaisesRegex(Exception, "Team leader"):
            complaint.with_user(self.agent).action_complaint_advance()
        with self.assertRaisesRegex(Exception, "Team leader"):
            self._move(complaint.with_user(self.agent), "done")
        complaint.with_user(self.leader).action_complaint_advance()
        self.assertEqual(complaint.complaint_step, "closed")

    def test_the_ladder_tells_who_the_level_concerns(self):
        self._policy(
            self._level("leader", trigger="complaint", value=2),
            self._level("manager", trigger="complaint", value=3),
            metric=None,
            every_case=True,
        )
        complaint = self._complaint()
        self.climb()
        self.assertFalse(self.steps(complaint))
        complaint.with_user(self.agent).complaint_severity = "high"
        complaint.with_user(self.agent).complaint_severity = "critical"
        self.climb()
        self.assertEqual(self.reached(complaint), [(1, "event"), (2, "event")])
        self.assertEqual(self.told(self.steps(complaint)[-1:]), self.head)

    def test_each_level_has_its_promise(self):
        self.standard.sudo().write({"active": False})
        plain = self._complaint(team_id=False)
        critical = self._complaint(team_id=False, complaint_severity="critical", partner_id=self.customer.id)
        limits = {
            complaint: {
                clock.metric: (clock.due - clock.start).total_seconds() / 3600 for clock in self.clocks(complaint)
            }
            for complaint in (plain, critical)
        }
        self.assertEqual(limits[plain], {"first_response": 4, "resolution": 24})
        self.assertEqual(limits[critical], {"first_response": 1, "resolution": 24})
        plain.complaint_severity = "critical"
        self.assertEqual((self.clock(plain, "first_response").due - self.clock(plain).start).total_seconds(), 3600)
