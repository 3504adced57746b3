from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_gate import GateCase


@tagged("post_install", "-at_install")
class TestGateOffer(GateCase):
    """Pickers offer holders first or alone; a complaint's level may rise; its department needs the course, too."""

    def _offered(self, user, limit=100, **context):
        users = self.env["res.users"].with_user(user)
        found = users.with_context(training_needed_course_ids=self.course.ids, **context).name_search(
            "", [("id", "in", (self.user | self.colleague | self.agent).ids)], limit=limit
        )
        return [number for number, _name in found]

    def test_holders_come_first(self):
        self.assertEqual(self._offered(self.agent)[0], self.user.id)
        self.assertEqual(set(self._offered(self.agent)), set((self.user | self.colleague | self.agent).ids))
        self.assertEqual(self._offered(self.agent, limit=1), [self.user.id])

    def test_who_lacks_it_is_marked(self):
        people = (self.user | self.colleague).with_user(self.agent)
        people = people.with_context(training_needed_course_ids=self.course.ids, formatted_display_name=True)
        marked = [user.display_name for user in people if "--" in user.display_name]
        self.assertEqual(len(marked), 1)
        self.assertIn(self.colleague.name, marked[0])

    def test_the_mark_is_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        picker = {"training_needed_course_ids": self.course.ids, "formatted_display_name": True, "lang": "zh_CN"}
        marked = self.colleague.with_user(self.agent).with_context(**picker).display_name
        self.assertIn("--缺少证书--", marked)

    def test_customers_do_none_of_our_work(self):
        technician = new_test_user(self.env, "a customer", "base.group_portal")
        values = {"partner_id": technician.partner_id.id, "course_id": self.course.id}
        company = self.env.company.id
        self.env["training.certificate"]._grant([{**values, "company_id": company, "issued": "2026-03-01"}])
        self.assertEqual(self._ticket().qualified_user_ids, self.user)

    def test_others_do_not_learn_who_holds_what(self):
        people = (self.user | self.colleague).with_user(self.trainer)
        people = people.with_context(training_needed_course_ids=self.course.ids, formatted_display_name=True)
        self.assertFalse([user for user in people if "--" in user.display_name])
        plain = self.env["res.users"].with_user(self.trainer).name_search("a ")
        context = {"training_needed_course_ids": self.course.ids}
        self.assertEqual(self.env["res.users"].with_user(self.trainer).with_context(**context).name_search("a "), plain)

    def test_holders_only(self):
        self.rule.offer = "only"
        ticket = self._ticket()
        self.assertTrue(ticket.gate_holders_only)
        self.assertFalse(self._ticket(kind="inquiry").gate_holders_only)

    def test_the_form_warns_at_once(self):
        self.rule.mode = "warn"
        ticket = self._ticket()
        draft = ticket.new(origin=ticket)
        draft.user_id = self.colleague
        self.assertIn(self.colleague.name, draft.gate_warning)
        draft.user_id = self.user
        self.assertFalse(draft.gate_warning)

    # Complaint level

    def test_from_a_level_on(self):
        self.rule.write({"domain": False, "complaint_level": 3})
        ticket = self._ticket(complaint_severity="low", user_id=self.colleague.id)
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertFalse(ticket.needed_course_ids)
        self.assertFalse(self._ticket(kind="inquiry").needed_course_ids)
        ticket.with_user(self.leader).complaint_severity = "critical"
        self.assertGreaterEqual(ticket.complaint_level, 3)
        self.assertEqual(ticket.user_id, self.colleague, "nobody is taken off a case by a programme")
        self.assertEqual(self._log(ticket).action, "warned")
        asked = ticket.activity_ids.filtered(lambda activity: activity.user_id == self.leader)
        self.assertIn(self.colleague.name, asked.note)
        ticket._complaint_raise_level()
        self.assertEqual(len(self._log(ticket)), 1, "told once")
        with self.assertRaises(UserError):
            ticket.with_user(self.leader).user_id = self.agent

    def test_whom_it_is_dispatched_to(self):
        department = self.env["hr.department"].create({"name": "Workshop"})
        (self.employee | self.other).department_id = department
        ticket = self._ticket(user_id=self.user.id)
        ticket.with_user(self.agent)._complaint_acknowledge("phone", "We look into it")
        values = {"ticket_id": ticket.id, "department_id": department.id, "owner_id": self.colleague.id}
        wizards = self.env["service.complaint.dispatch"]
        wizard = wizards.with_user(self.agent).create(values)
        self.assertIn(self.course.name, wizard.gate_warning)
        with self.assertRaises(UserError):
            wizard.action_dispatch()
        self.assertFalse(ticket.complaint_owner_id)
        wizards.with_user(self.leader).create({**values, "override_reason": "Nobody else"}).action_dispatch()
        self.assertEqual(ticket.complaint_owner_id, self.colleague)
        self.assertEqual((self._log(ticket).action, self._log(ticket).reason), ("overridden", "Nobody else"))
        wizards.with_user(self.agent).create({**values, "owner_id": self.user.id}).action_dispatch()
        self.assertEqual(ticket.complaint_owner_id, self.user)
        self.assertEqual(len(self._log(ticket)), 1)

    def test_levels_that_need_more_add_up(self):
        more = self._course(name="Negotiation")
        self.rule.copy({"name": "High", "complaint_level": 3, "course_ids": [Command.set(more.ids)]})
        ticket = self._ticket(complaint_severity="critical", user_id=self.user.id)
        self.assertFalse(ticket.user_id)
        self.assertEqual(ticket.needed_course_ids, self.course | more)
